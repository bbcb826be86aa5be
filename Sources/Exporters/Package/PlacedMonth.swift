internal import Billing
internal import LabSchema

/// The very package of a month that one manifest names, as it lies in a folder of exports: whole, days
/// included.
struct PlacedMonth {
  private let folder: String
  private let period: BillingPeriod
  private let digest: String
  private let manifest: Manifest
  private let reading: PublishedPackage.Reading

  /// nil where another package is there, none, or one of whose files something is missing or changed.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 of the manifest, such as a month's seal.
  ///   - reading: what of its files is held against the manifests.
  init?(
    exports: String, period: BillingPeriod, digest: String, reading: PublishedPackage.Reading
  ) throws(SystemFailure) {
    let scope = ExportScope.period(period)
    let folder = exports + "/" + scope.folder
    guard let placed = try PlacedPackage(folder: folder, scope: scope), placed.digest == digest,
      let manifest = placed.manifest
    else { return nil }
    self.folder = folder
    self.period = period
    self.digest = digest
    self.manifest = manifest
    self.reading = reading
    guard try isWhole() else { return nil }
  }

  private func isWhole() throws(SystemFailure) -> Bool {
    guard try PublishedPackage(folder: folder)?.isWhole(reading) == true else { return false }
    for day in manifest.days ?? [] {
      guard let date = CalendarDate(day.date) else { return false }
      let scope = ExportScope.day(date)
      let package = try PublishedPackage(folder: folder + "/" + ExportScope.dayName(date))
      let files = scope.fileNames(of: day.files)
      guard let package, package.isWhole(reading), package.hasFiles(files) else { return false }
    }
    return true
  }

  /// The package of the month, or of one of its days; nil for a day that has none.
  func package(of scope: ExportScope) throws(SystemFailure) -> ExportedPackage? {
    var (path, digest, manifest) = (folder, digest, manifest)
    if case .day(let date) = scope {
      path += "/" + ExportScope.dayName(date)
      guard let day = try PlacedPackage(folder: path, scope: scope), let own = day.manifest else {
        return nil
      }
      (digest, manifest) = (day.digest, own)
    }
    return ExportedPackage(
      scope: scope, folder: path,
      files: manifest.files.map {
        ExportedFile(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
      },
      manifestDigest: digest,
      tieOut: TieOut(checks: manifest.tieOut.compactMap { TieOut.Check($0) }), changed: false)
  }
}

extension TieOut.Check {
  /// A check as a manifest has it; nil where its figures are none.
  init?(_ check: Manifest.Check) {
    if let expected = Int(check.expected), let actual = Int(check.actual) {
      self.init(check.name, .counts(expected: expected, actual: actual))
    } else if let expected = Money(check.expected.utf8.span),
      let actual = Money(check.actual.utf8.span)
    {
      self.init(check.name, .amounts(expected: expected, actual: actual))
    } else {
      return nil
    }
  }
}
