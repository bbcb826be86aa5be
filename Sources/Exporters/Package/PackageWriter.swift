internal import Billing
internal import LabSchema
internal import PlainText

/// Writes what comes from the database of one package's files into the folder in which it is made.
struct PackageWriter {
  let settings: ExportSettings
  let scope: ExportScope
  let reader: ExportReader
  /// Read for its month's other days as well; nil reads them.
  var figures: SetFigures?
  /// Of a day whose month is written, too: its CSV files are made already. nil reads their rows.
  var rows: MonthRows?
  /// Whether it is to seal its month.
  var sealing = MonthSealing.open

  /// Rows between two reports of progress.
  private static let step = 10_000
  /// Rows of one sheet of the register; a test takes fewer.
  var rowsPerSheet = RegisterSheets.rowsPerSheet

  /// - Parameters:
  ///   - draft: where the files are written: the new folder, or that of a day in it.
  ///   - folder: what it belongs to, and has a folder for parts of the workbook.
  func write(
    into draft: String, of folder: borrowing PackageFolder, progress: (ExportProgress) -> Void
  ) throws -> UnfinishedPackage {
    let draft = DraftFolder(path: draft)
    progress(ExportProgress(step: .reading, rowsDone: 0))
    var content = try PackageContent(
      reader, figures ?? SetFigures(reader, ScopeSet(scope)), settings: settings,
      rowsPerSheet: rowsPerSheet)
    let room = SpaceEstimate(scope, records: content.records, bookings: content.bookings.total)
    try room.check(output: draft.path, temporary: settings.temporaryFolder)

    func report(_ step: ExportProgress.Step, _ rows: Int = 0) {
      if rows % Self.step == 0 { progress(ExportProgress(step: step, rowsDone: rows)) }
    }
    var sums = rows.map { $0.sums.days[scope.first] ?? FileSums() } ?? FileSums()
    let days: String? =
      if case .period = scope { try folder.makeRowsFolder() } else { nil }
    var written: [WrittenFile] = []
    for file in PackageFiles.all {
      report(file.step)
      if let rows {
        written.append(try rows.take(file, of: scope.first, into: draft))
      } else {
        written.append(
          try write(file, into: draft, days: days, &sums) { report(file.step, $0) })
      }
      guard file == ReconciliationFile.self else { continue }
      try check(sums, against: content)
      content.tieOut.checks.append(
        TieOut.Check(
          TieOut.csv,
          .amounts(expected: content.totals.amounts.final, actual: sums.balance.amounts.final)))
      guard content.tieOut.isTied else { throw ExportError.notTied(scope, content.tieOut) }
    }
    report(.workbook)
    let workbook = try PackageWorkbook.write(
      content, path: draft.file(scope.workbookName),
      temporaryFolder: try folder.makeScratch(), from: reader
    ) { if $0.rowsDone % Self.step == 0 { progress($0) } }
    let references = try reader.references()
    report(.checking)
    return UnfinishedPackage(
      settings: settings, scope: scope, sealing: sealing, draft: draft, content: content,
      references: references, workbook: workbook, written: written,
      rows: days.map {
        MonthRows(folder: $0, digests: MonthDigests(files: written), sums: sums)
      })
  }

  private func write(
    _ file: (some PackageFile).Type, into draft: DraftFolder, days: String?,
    _ sums: inout FileSums, progress: (Int) -> Void
  ) throws -> WrittenFile {
    try file.write(
      path: draft.file(file.name(scope)), days: days, format: settings.csvFormat, from: reader,
      into: &sums,
      progress: progress)
  }

  /// The reconciliation's rows have to come to what the database sums.
  private func check(
    _ sums: FileSums, against content: PackageContent
  ) throws(ExportError) {
    let name = ReconciliationFile.name(scope)
    guard sums.records == content.records else {
      throw .mismatch(
        file: name,
        problem: "it has \(counted(sums.records, "record")) instead of \(content.records)")
    }
    for figure in PackageTotals.Figure.amounts
    where sums.balance[figure] != content.totals[figure] {
      let amounts = PackageTotals.Figure.balance(figure).name
      throw .mismatch(
        file: name,
        problem:
          "the \(amounts) amounts add up to \(sums.balance[figure]) instead of "
          + "\(content.totals[figure])")
    }
  }
}
