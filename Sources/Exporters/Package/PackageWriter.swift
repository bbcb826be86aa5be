internal import LabSchema

/// Writes the files of one package into the folder in which it is made.
struct PackageWriter {
  let settings: ExportSettings
  let scope: ExportScope
  let reader: ExportReader
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
    var content = try PackageContent(reader, settings: settings, rowsPerSheet: rowsPerSheet)
    let room = SpaceEstimate(scope, records: content.records, bookings: content.bookings.total)
    try room.check(output: draft.path, temporary: settings.temporaryFolder)

    func report(_ step: ExportProgress.Step, _ rows: Int = 0) {
      if rows % Self.step == 0 { progress(ExportProgress(step: step, rowsDone: rows)) }
    }
    report(.reconciliation)
    let reconciliation = try ReconciliationFile.write(
      path: draft.file(scope.reconciliationName), format: settings.csvFormat, from: reader
    ) { report(.reconciliation, $0) }
    try check(reconciliation, against: content)
    content.tieOut.checks.append(
      TieOut.Check(
        TieOut.csv,
        .amounts(expected: content.totals.final, actual: reconciliation.amounts.final)))
    guard content.tieOut.isTied else { throw ExportError.notTied(scope, content.tieOut) }
    report(.invoices)
    let invoices = try InvoicesFile.write(
      path: draft.file(scope.invoicesName), format: settings.csvFormat, from: reader
    ) { report(.invoices, $0) }
    report(.exceptions)
    let exceptions = try ExceptionsFile.write(
      path: draft.file(scope.exceptionsName), format: settings.csvFormat, from: reader
    ) { report(.exceptions, $0) }
    report(.workbook)
    try PackageWorkbook.write(
      content, path: draft.file(scope.workbookName),
      temporaryFolder: try folder.makeScratch(), from: reader
    ) { if $0.rowsDone % Self.step == 0 { progress($0) } }

    var files = try [
      (scope.workbookName, content.register.reduce(0) { $0 + $1.rows }),
      (scope.reconciliationName, reconciliation.file.rows),
      (scope.invoicesName, invoices.rows), (scope.exceptionsName, exceptions.rows),
    ].map { name, rows in try draft.describe(name, rows: rows) }
    files.append(try writeDataPackage(content, files, into: draft))
    let digests = MonthDigests(
      reconciliation: reconciliation.file.days, invoices: invoices.days,
      exceptions: exceptions.days)
    let manifest = try writeManifest(content, files, digests, into: draft)
    return StagedPackage(
      files: files, manifest: manifest, tieOut: content.tieOut, digests: digests)
  }

  /// The file's rows, added up one by one, have to come to what the database sums.
  private func check(
    _ file: ReconciliationFile.Summary, against content: PackageContent
  ) throws(ExportError) {
    guard file.records == content.records else {
      throw .mismatch(
        file: scope.reconciliationName,
        problem: "it has \(file.records) records instead of \(content.records)")
    }
    let names = ["base", "discount", "distance", "final", "paid", "outstanding"]
    let sums = zip(file.amounts.inOrder, content.totals.inOrder)
    for (name, (actual, expected)) in zip(names, sums) where actual != expected {
      throw .mismatch(
        file: scope.reconciliationName,
        problem: "the \(name) amounts add up to \(actual) instead of \(expected)")
    }
  }

  private func writeDataPackage(
    _ content: PackageContent, _ files: [ExportedFile], into draft: DraftFolder
  ) throws -> ExportedFile {
    let references = try reader.references()
    let toBooking = DataPackage.ForeignKey("booking_id", in: ReconciliationFile.resource)
    func resource(
      _ file: any PackageFile.Type, _ index: Int, key: String?,
      foreign: DataPackage.ForeignKey? = nil
    ) -> DataPackage.Resource {
      DataPackage.Resource(
        file, files[index], format: settings.csvFormat, primaryKey: key, foreignKey: foreign)
    }
    let package = DataPackage(
      name: "billing-\(scope)", title: content.title, lab: "\(content.labID)",
      resources: [
        resource(ReconciliationFile.self, 1, key: "booking_id"),
        resource(
          InvoicesFile.self, 2, key: "invoice_number",
          foreign: references.invoices ? toBooking : nil),
        resource(
          ExceptionsFile.self, 3, key: nil, foreign: references.exceptions ? toBooking : nil),
      ])
    let name = ExportScope.dataPackageName
    return try draft.write(name, try package.json, rows: package.resources.count)
  }

  private func writeManifest(
    _ content: PackageContent, _ files: [ExportedFile], _ digests: MonthDigests,
    into draft: DraftFolder
  ) throws -> ExportedFile {
    var manifest = Manifest(
      scope: "\(scope)", lab: "\(content.labID)", sealed: isSealed,
      firstServiceDate: "\(scope.first)", lastServiceDate: "\(scope.last)",
      timeZone: content.terms.serviceDates.billingZone, currency: settings.currency,
      files: files.map {
        .init(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
      },
      bookings: .init(content.bookings),
      totals: .init(records: content.records, content.totals),
      tieOut: content.tieOut.checks.map(Manifest.Check.init),
      series: content.series.map { Manifest.Series($0) }, days: days(digests),
      previous: Nullable(sealing.previous.map(Manifest.Previous.init)))
    if case .sealed(let seal, _) = sealing, FileDigest.sha256(of: try manifest.json) != seal {
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
    return scope.dates.filter { digests.rows(of: $0) > 0 }.map { Manifest.Day($0, digests) }
  }
}
