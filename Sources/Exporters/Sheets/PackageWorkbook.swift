internal import Billing
internal import LabSchema

/// The workbook of a package: its sheets in order.
enum PackageWorkbook {
  /// Writes the workbook and reads it back.
  ///
  /// - Throws: where it is not whole or does not add up to the content's totals.
  static func write(
    _ content: PackageContent, path: String, temporaryFolder: String, from reader: ExportReader,
    progress: (ExportProgress) -> Void
  ) throws {
    // The library opens the file as it finds it, with the rights it has.
    try OutputFile.reserve(path: path)
    try NumericLocale.withPlainNumbers {
      var workbook = try Workbook(path: path, temporaryFolder: temporaryFolder)
      try workbook.setProperties(
        title: content.title, subject: content.subtitle, company: content.labName,
        created: Int(content.scope.first.dayNumber) * 86_400)
      for sheet in PackageSheets.all {
        try sheet.write(content, to: &workbook, from: reader) { rows in
          progress(
            ExportProgress(step: .workbook, rowsDone: rows, rowsExpected: content.records))
        }
      }
      try AboutSheet.write(content, to: &workbook)
      try workbook.close()
    }
    progress(ExportProgress(step: .checking, rowsDone: 0))
    try WorkbookCheck.verify(path: path, RegisterSheets.expectations(content.register))
    if let mismatch = try FiguresCheck.mismatches(
      path: path, scope: content.scope, PackageTotals(content)
    ).first {
      throw mismatch
    }
    try OutputFile.sync(path: path)
  }
}
