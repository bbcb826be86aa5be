internal import LabSchema

/// Writes the files of one package into its staging folder.
struct PackageWriter {
  let settings: ExportSettings
  let scope: ExportScope
  let reader: ExportReader
  /// The sealed month before, which the manifest names.
  let previous: SealLink?

  /// Rows between two reports of progress.
  private static let step = 10_000
  /// Rows of one sheet of the register; a test takes fewer.
  var rowsPerSheet = RegisterSheets.rowsPerSheet

  func write(
    into folder: borrowing PackageFolder, progress: (ExportProgress) -> Void
  ) throws -> StagedPackage {
    progress(ExportProgress(step: .reading, rowsDone: 0))
    var content = try PackageContent(reader, settings: settings, rowsPerSheet: rowsPerSheet)
    let room = SpaceEstimate(records: content.records, bookings: content.bookings.total)
    try room.check(output: folder.draft, temporary: settings.temporaryFolder)

    func report(_ step: ExportProgress.Step, _ rows: Int = 0) {
      if rows % Self.step == 0 { progress(ExportProgress(step: step, rowsDone: rows)) }
    }
    report(.reconciliation)
    let reconciliation = try ReconciliationFile.write(
      path: folder.staged(scope.reconciliationName), format: settings.csvFormat, from: reader
    ) { report(.reconciliation, $0) }
    try check(reconciliation, against: content)
    content.tieOut.checks.append(
      TieOut.Check(
        "Final amount: this workbook = reconciliation CSV",
        .amounts(expected: content.totals.final, actual: reconciliation.amounts.final)))
    report(.invoices)
    let invoices = try InvoicesFile.write(
      path: folder.staged(scope.invoicesName), format: settings.csvFormat, from: reader
    ) { report(.invoices, $0) }
    report(.exceptions)
    let exceptions = try ExceptionsFile.write(
      path: folder.staged(scope.exceptionsName), format: settings.csvFormat, from: reader
    ) { report(.exceptions, $0) }
    report(.workbook)
    try PackageWorkbook.write(
      content, path: folder.staged(scope.workbookName),
      temporaryFolder: try folder.makeScratch(), from: reader
    ) { if $0.rowsDone % Self.step == 0 { progress($0) } }

    var files = try [
      (scope.workbookName, content.register.reduce(0) { $0 + $1.rows }),
      (scope.reconciliationName, reconciliation.rows), (scope.invoicesName, invoices),
      (scope.exceptionsName, exceptions),
    ].map { name, rows in try describe(name, rows: rows, in: folder) }
    files.append(try writeDataPackage(content, files, into: folder))
    let manifest = try writeManifest(content, files, into: folder)
    return StagedPackage(files: files, manifest: manifest, tieOut: content.tieOut)
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

  private func describe(
    _ name: String, rows: Int, in folder: borrowing PackageFolder
  ) throws(SystemFailure) -> ExportedFile {
    let digest = try FileDigest(path: folder.staged(name))
    return ExportedFile(name: name, rows: rows, bytes: digest.bytes, sha256: digest.sha256)
  }

  private func writeDataPackage(
    _ content: PackageContent, _ files: [ExportedFile], into folder: borrowing PackageFolder
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
      name: "billing-\(scope)", title: content.title,
      resources: [
        resource(ReconciliationFile.self, 1, key: "booking_id"),
        resource(
          InvoicesFile.self, 2, key: "invoice_number",
          foreign: references.invoices ? toBooking : nil),
        resource(
          ExceptionsFile.self, 3, key: nil, foreign: references.exceptions ? toBooking : nil),
      ])
    let name = ExportScope.dataPackageName
    let file = try OutputFile(path: folder.staged(name))
    try file.write(try package.json)
    try file.sync()
    return try describe(name, rows: package.resources.count, in: folder)
  }

  private func writeManifest(
    _ content: PackageContent, _ files: [ExportedFile], into folder: borrowing PackageFolder
  ) throws -> ExportedFile {
    let manifest = Manifest(
      scope: "\(scope)", firstServiceDate: "\(scope.first)", lastServiceDate: "\(scope.last)",
      timeZone: content.terms.serviceDates.billingZone, currency: settings.currency,
      files: files.map {
        .init(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
      },
      bookings: .init(content.bookings),
      totals: .init(records: content.records, content.totals),
      tieOut: content.tieOut.checks.map(Manifest.Check.init),
      previous: Nullable(previous.map(Manifest.Previous.init)))
    let name = ExportScope.manifestName
    let file = try OutputFile(path: folder.staged(name))
    try file.write(try manifest.json)
    try file.sync()
    return try describe(name, rows: files.count, in: folder)
  }
}
