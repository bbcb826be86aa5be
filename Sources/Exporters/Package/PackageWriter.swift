internal import Billing
internal import LabSchema
internal import PlainText

/// Where the files of one package are made.
struct PackageDraft: Sendable {
  let folder: DraftFolder
  /// Of a month, where the CSV files of its days are made on the way.
  var rows: String?
}

/// Writes what comes from the database of one package's files into the folder in which it is made.
struct PackageWriter {
  let settings: ExportSettings
  let scope: ExportScope
  let reader: ExportReader
  let draft: PackageDraft
  /// Whether it is to seal its month.
  var sealing = MonthSealing.open
  /// Rows of one sheet of the register; a test takes fewer.
  var rowsPerSheet = RegisterSheets.rowsPerSheet

  /// Rows between two reports of progress.
  private static let step = 10_000

  /// The CSV files, and what they tie out to.
  struct Rows {
    let figures: SetFigures
    let files: [WrittenFile]
    let tieOut: TieOut
    /// Of a month, what its days take from it.
    var month: MonthRows?
  }

  /// Writes the CSV files and holds them against the database's sums.
  func writeRows(_ progress: (ExportProgress) -> Void) throws -> Rows {
    progress(ExportProgress(step: .reading, rowsDone: 0))
    let figures = try SetFigures(reader, ScopeSet(scope))
    try checkRoom(figures)
    var sums = FileSums()
    var files: [WrittenFile] = []
    var tieOut = figures.tieOuts[scope]!
    for file in PackageFiles.all {
      progress(ExportProgress(step: file.step, rowsDone: 0))
      files.append(
        try write(file, &sums) {
          if $0 % Self.step == 0 { progress(ExportProgress(step: file.step, rowsDone: $0)) }
        })
      if file == ReconciliationFile.self { try check(sums, against: figures, &tieOut) }
    }
    return Rows(
      figures: figures, files: files, tieOut: tieOut,
      month: draft.rows.map {
        MonthRows(folder: $0, digests: MonthDigests(files: files), sums: sums)
      })
  }

  /// Takes a day's CSV files from its month's and holds them against the database's sums.
  ///
  /// - Parameter figures: of the month's days.
  func takeRows(of month: MonthRows, _ figures: SetFigures) throws -> Rows {
    try checkRoom(figures)
    var files: [WrittenFile] = []
    for file in PackageFiles.all {
      files.append(try month.take(file, of: scope.first, into: draft.folder))
    }
    var tieOut = figures.tieOuts[scope]!
    try check(month.sums.days[scope.first] ?? FileSums(), against: figures, &tieOut)
    return Rows(figures: figures, files: files, tieOut: tieOut)
  }

  /// Writes the sheets of the workbook beside its CSV files.
  ///
  /// - Parameter scratch: a folder for parts of it.
  func writeWorkbook(
    beside rows: Rows, _ breakdown: ScopeBreakdown, scratch: String,
    _ progress: (ExportProgress) -> Void
  ) throws -> UnfinishedPackage {
    let content = try PackageContent(
      reader, rows.figures, breakdown, rows.tieOut, settings: settings, rowsPerSheet: rowsPerSheet)
    progress(ExportProgress(step: .workbook, rowsDone: 0))
    let workbook = try PackageWorkbook.write(
      content, path: draft.folder.file(scope.workbookName), temporaryFolder: scratch,
      from: reader
    ) { if $0.rowsDone % Self.step == 0 { progress($0) } }
    let references = try reader.references()
    progress(ExportProgress(step: .checking, rowsDone: 0))
    return UnfinishedPackage(
      settings: settings, scope: scope, sealing: sealing, draft: draft.folder, content: content,
      references: references, workbook: workbook, written: rows.files)
  }

  private func checkRoom(_ figures: SetFigures) throws {
    let period = figures.periods[scope]!
    try SpaceEstimate(scope, records: period.records, bookings: period.bookings.total)
      .check(output: draft.folder.path, temporary: settings.temporaryFolder)
  }

  private func write(
    _ file: (some PackageFile).Type, _ sums: inout FileSums, progress: (Int) -> Void
  ) throws -> WrittenFile {
    try file.write(
      path: draft.folder.file(file.name(scope)), days: draft.rows, format: settings.csvFormat,
      from: reader, into: &sums, progress: progress)
  }

  /// The reconciliation's rows have to come to what the database sums.
  private func check(
    _ sums: FileSums, against figures: SetFigures, _ tieOut: inout TieOut
  ) throws(ExportError) {
    let (name, period) = (ReconciliationFile.name(scope), figures.periods[scope]!)
    guard sums.records == period.records else {
      throw .mismatch(
        file: name,
        problem: "it has \(counted(sums.records, "record")) instead of \(period.records)")
    }
    for figure in PackageTotals.Figure.amounts
    where sums.balance[figure] != period.totals[figure] {
      let amounts = PackageTotals.Figure.balance(figure).name
      throw .mismatch(
        file: name,
        problem:
          "the \(amounts) amounts add up to \(sums.balance[figure]) instead of "
          + "\(period.totals[figure])")
    }
    tieOut.checks.append(
      TieOut.Check(
        TieOut.csv,
        .amounts(expected: period.totals.amounts.final, actual: sums.balance.amounts.final)))
    guard tieOut.isTied else { throw ExportError.notTied(scope, tieOut) }
  }
}
