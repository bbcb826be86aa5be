internal import Billing
internal import LabSchema

/// Reads the manifest of a package that is verified.
struct ManifestReader {
  let folder: String

  /// nil where there is none that can be gone by, which is a problem of the package's.
  func read(into report: inout PackageVerifier.Report) throws(SystemFailure) -> Manifest? {
    let path = folder + "/" + ExportScope.manifestName
    func refuse(_ kind: PackageProblem.Kind, _ problem: String) {
      report.problems.append(PackageProblem(kind, path, problem))
    }
    if let problem = PackageProblem(entry: path, isFolder: false) {
      report.problems.append(problem)
      return nil
    }
    guard let bytes = try Manifest.bytes(in: folder), let manifest = Manifest(json: bytes),
      Manifest.versions.contains(manifest.version), manifest.hasCounts
    else {
      refuse(.unreadable, "it is no manifest that this version reads")
      return nil
    }
    // What was written is written in one way only, so any other bytes are somebody's change.
    guard (try? manifest.json) == bytes else {
      refuse(.changed, "it says more or otherwise than an export writes")
      return nil
    }
    return manifest
  }
}

extension Manifest {
  /// No lab has more bookings in a month, and no sum of such counts overflows.
  private static let mostRows = 1 << 40

  /// No package has more entries of a kind; each is looked up among the others.
  private static let mostEntries = 1 << 12

  /// Whether its counts are some, and of nothing are there more than a package can have.
  fileprivate var hasCounts: Bool {
    let lists = [files.count, tieOut.count, series?.count ?? 0, days?.count ?? 0]
    guard lists.allSatisfy({ $0 <= Self.mostEntries }) else { return false }
    let counts =
      [bookings.total, totals.records] + BookingOutcome.allCases.map { bookings.counts[$0] }
    return (counts + files.flatMap { [$0.rows, $0.bytes] }).allSatisfy {
      (0...Self.mostRows).contains($0)
    }
  }
}
