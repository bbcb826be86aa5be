internal import Billing
internal import LabSchema

/// Whether a lab may write over a package that lies where it writes: never over another lab's, nor
/// over a sealed one, whatever its own database says of it, but where a person took it over.
struct ReplacementRule {
  let history: ExportHistory
  /// SHA-256 of the manifests that a later sealed month names as the one before it: how a month is
  /// known to be sealed whose own manifest, of version 1, does not say so.
  let chained: Set<String>

  /// What forbids it; nil where nothing does.
  func refusal(of package: PlacedPackage) -> ExportError? {
    if history.adopted.contains(package.digest) { return nil }
    if package.header.version > Manifest.version {
      return .newerVersion(folder: package.folder, version: package.header.version)
    }
    if let named = package.header.lab, named != "\(history.labID)" {
      return .anotherLab(folder: package.folder, lab: named, period: package.scope.period)
    }
    switch history.seals[package.digest] {
    case true?: return .sealed(folder: package.folder, period: package.scope.period)
    // The month was opened again, on purpose.
    case false?: return nil
    case nil:
      guard package.isSealed(chained: chained) else { return nil }
      switch history.unfinished[package.digest] {
      // Not that of another closing, which the database has forgotten.
      case nil: return .sealedElsewhere(folder: package.folder, period: package.scope.period)
      case true?: return .unfinished(folder: package.folder, period: package.scope.period)
      case false?: return nil
      }
    }
  }
}

extension PlacedPackage {
  /// - Parameter chained: see ``ReplacementRule``.
  func isSealed(chained: Set<String>) -> Bool {
    header.sealed ?? (header.previous != nil || chained.contains(digest))
  }
}
