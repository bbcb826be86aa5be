internal import Billing
internal import LabSchema

/// A package of which all is read and its CSV files are written: what is left to do needs no database, so
/// that another thread can do it while this one reads the next.
struct UnfinishedPackage: Sendable {
  let settings: ExportSettings
  let scope: ExportScope
  let sealing: MonthSealing
  let draft: DraftFolder
  let content: PackageContent
  let references: PackageReferences
  let workbook: UnfinishedWorkbook
  let written: [WrittenFile]

  /// What the CSV files come to day by day.
  private var digests: MonthDigests { MonthDigests(files: written) }

  /// Closes the workbook and reads it back, and says in data package and manifest what the files are.
  func finish() throws -> StagedPackage {
    try workbook.finish()
    var files = [
      try draft.describe(
        scope.workbookName, rows: content.register.reduce(0) { $0 + $1.rows })
    ]
    for (file, written) in zip(PackageFiles.all, written) {
      try OutputFile.sync(path: draft.file(file.name(scope)))
      files.append(try draft.describe(file.name(scope), rows: written.rows))
    }
    files.append(try writeDataPackage(files))
    let manifest = try writeManifest(files)
    return StagedPackage(
      files: files, manifest: manifest, tieOut: content.tieOut, digests: digests)
  }

  private func writeDataPackage(_ files: [ExportedFile]) throws -> ExportedFile {
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

  private func writeManifest(_ files: [ExportedFile]) throws -> ExportedFile {
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
      series: content.series.map { Manifest.Series($0) }, days: days,
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
  private var days: [Manifest.Day]? {
    guard case .period = scope else { return nil }
    return scope.dates.filter { digests.rows(of: $0) > 0 }.map {
      Manifest.Day(date: "\($0)", files: digests.digests(of: $0))
    }
  }
}
