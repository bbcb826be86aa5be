internal import Billing
internal import LabSchema

/// What the names in a folder say of it.
enum PackageNames {
  /// Whether they are those of a package, however much of it is missing.
  static func arePackage(_ names: [String]) -> Bool {
    names.contains {
      $0 == ExportScope.manifestName || $0 == ExportScope.dataPackageName || scope(of: $0) != nil
    }
  }

  static func haveDays(_ names: [String]) -> Bool { names.contains(where: isDay) }

  /// Whether it is what a day's folder is called.
  static func isDay(_ name: String) -> Bool {
    name.utf8.count == 2 && Int(name).map { (1...31).contains($0) } ?? false
  }

  /// The month or day that a file of this name belongs to; nil for somebody else's.
  static func scope(of name: String) -> ExportScope? {
    guard let dash = name.firstIndex(of: "-"), let point = name.lastIndex(of: "."), dash < point,
      let scope = ExportScope(name[name.index(after: dash)..<point]),
      scope.packageNames.contains(name)
    else { return nil }
    return scope
  }
}
