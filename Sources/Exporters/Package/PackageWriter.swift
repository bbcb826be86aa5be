internal import Billing
internal import LabSchema
internal import PlainText

/// Writes the files of one package into the folder in which it is made.
struct PackageWriter {
  let settings: ExportSettings
  let scope: ExportScope
  let reader: ExportReader
  /// Read for its month's other days as well; nil reads them.
  var figures: SetFigures?
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
  ) throws -> StagedPackage {
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
    var sums = FileSums()
    var written: [WrittenFile] = []
    for file in PackageFiles.all {
      report(file.step)
      written.append(try write(file, into: draft, &sums) { report(file.step, $0) })
      guard file == ReconciliationFile.self else { continue }
      try check(sums, against: content)
      content.tieOut.checks.append(
        TieOut.Check(
          TieOut.csv,
          .amounts(expected: content.totals.amounts.final, actual: sums.balance.amounts.final)))
      guard content.tieOut.isTied else { throw ExportError.notTied(scope, content.tieOut) }
    }
    report(.workbook)
    try PackageWorkbook.write(
      content, path: draft.file(scope.workbookName),
      temporaryFolder: try folder.makeScratch(), from: reader
    ) { if $0.rowsDone % Self.step == 0 { progress($0) } }

    var files = [
      try draft.describe(
        scope.workbookName, rows: content.register.reduce(0) { $0 + $1.rows })
    ]
    for (file, written) in zip(PackageFiles.all, written) {
      files.append(try draft.describe(file.name(scope), rows: written.rows))
    }
    files.append(try writeDataPackage(content, files, into: draft))
    let digests = MonthDigests(files: written)
    let manifest = try writeManifest(content, files, digests, into: draft)
    return StagedPackage(
      files: files, manifest: manifest, tieOut: content.tieOut, digests: digests)
  }

  private func write(
    _ file: (some PackageFile).Type, into draft: DraftFolder, _ sums: inout FileSums,
    progress: (Int) -> Void
  ) throws -> WrittenFile {
    try file.write(
      path: draft.file(file.name(scope)), format: settings.csvFormat, from: reader, into: &sums,
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

  private func writeDataPackage(
    _ content: PackageContent, _ files: [ExportedFile], into draft: DraftFolder
  ) throws -> ExportedFile {
    let references = try reader.references()
    let toBooking = DataPackage.ForeignKey("booking_id", in: ReconciliationFile.resource)
    // The workbook is the first of the files.
    var resources: [DataPackage.Resource] = []
    for (file, exported) in zip(PackageFiles.all, files.dropFirst()) {
      let key = file.refersToBookings(references) ? toBooking : nil
      resources.append(resource(file, exported, key))
    }
    let package = DataPackage(
      name: "billing-\(scope)", title: content.title, lab: "\(content.labID)",
      resources: resources)
    let name = ExportScope.dataPackageName
    return try draft.write(name, try package.json, rows: package.resources.count)
  }

  private func resource(
    _ file: (some PackageFile).Type, _ exported: ExportedFile, _ key: DataPackage.ForeignKey?
  ) -> DataPackage.Resource {
    DataPackage.Resource(file, exported, format: settings.csvFormat, foreignKey: key)
  }

  private func writeManifest(
    _ content: PackageContent, _ files: [ExportedFile], _ digests: MonthDigests,
    into draft: DraftFolder
  ) throws -> ExportedFile {
    var manifest = Manifest(
      scope: "\(scope)", lab: "\(content.labID)", sealed: isSealed,
      firstServiceDate: "\(scope.first)", lastServiceDate: "\(scope.last)",
      timeZone: content.terms.serviceDates.billingZone, currency: settings.currency.description,
      files: files.map {
        .init(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
      },
      bookings: .init(content.bookings),
      totals: .init(records: content.records, balance: content.totals),
      tieOut: content.tieOut.checks.map(Manifest.Check.init),
      series: content.series.map { Manifest.Series($0) }, days: days(digests),
      previous: Nullable(sealing.previous.map(Manifest.Previous.init)))
    if case .sealed(let seal, _) = sealing, sha256(try manifest.json) != seal {
      // What was paid or adjusted since is in it: it is not the package that the month was sealed with.
      manifest.sealed = false
      manifest.previous = Nullable(nil)
    }
    return try draft.write(ExportScope.manifestName, try manifest.json, rows: files.count)
  }

  /// nil for a day.
  private var isSealed: Bool? {
    guard case .period = scope else { return nil }
    return sealing != .open
  }

  /// The days of a month on which something happened.
  private func days(_ digests: MonthDigests) -> [Manifest.Day]? {
    guard case .period = scope else { return nil }
    return scope.dates.filter { digests.rows(of: $0) > 0 }.map {
      Manifest.Day(date: "\($0)", files: digests.digests(of: $0))
    }
  }
}
