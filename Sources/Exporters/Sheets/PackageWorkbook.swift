internal import Billing
internal import LabSchema

/// The workbook of a package: its sheets in order.
enum PackageWorkbook {
  /// Writes the sheets of the workbook.
  static func write(
    _ content: PackageContent, path: String, temporaryFolder: String, from reader: ExportReader,
    progress: (ExportProgress) -> Void
  ) throws -> UnfinishedWorkbook {
    // The library opens the file as it finds it, with the rights it has.
    try OutputFile.reserve(path: path)
    return try NumericLocale.withPlainNumbers {
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
      return UnfinishedWorkbook(workbook, of: content, path: path)
    }
  }
}

/// A workbook with all of its sheets, of which the file is not made yet. One thread has it at a time.
@safe final class UnfinishedWorkbook: @unchecked Sendable {
  private var workbook: Workbook?
  private let path: String
  private let scope: ExportScope
  private let register: [RegisterTotals]
  private let totals: PackageTotals

  init(_ workbook: consuming Workbook, of content: PackageContent, path: String) {
    self.workbook = consume workbook
    self.path = path
    scope = content.scope
    register = content.register
    totals = PackageTotals(content)
  }

  /// Makes the file and reads it back.
  ///
  /// - Throws: where it is not whole or does not add up to the content's totals.
  func finish() throws {
    try NumericLocale.withPlainNumbers { try workbook.take()?.close() }
    try WorkbookCheck.verify(path: path, RegisterSheets.expectations(register))
    if let mismatch = try FiguresCheck.mismatches(path: path, scope: scope, totals).first {
      throw mismatch
    }
    try OutputFile.sync(path: path)
  }
}
