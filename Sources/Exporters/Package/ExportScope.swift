package import Billing
internal import LabSchema

/// What a package is about: a month, or one day of it.
package typealias ExportScope = BillingScope

extension BillingScope {
  /// Reads `2025-01` or `2025-01-15`.
  package init?(_ text: some StringProtocol) {
    if let period = BillingPeriod(String(text)) {
      self = .period(period)
    } else if let date = CalendarDate(String(text)) {
      self = .day(date)
    } else {
      return nil
    }
  }

  /// The package's folder under the exports' own: `2025-01` or `2025-01/15`.
  package var folder: String {
    switch self {
    case .period(let period): "\(period)"
    case .day(let date): "\(date.period)/\(Self.dayName(date))"
    }
  }

  /// What a day's folder is called in its month's: `15`.
  static func dayName(_ date: CalendarDate) -> String { String(date.description.suffix(2)) }

  /// The files of a package, without the manifest.
  var workbookName: String { "billing-\(self).xlsx" }

  static var dataPackageName: String { "datapackage.json" }
  static var manifestName: String { "manifest.json" }

  /// All that belongs to the package; what else is in its folder is somebody else's.
  var packageNames: Set<String> {
    Set([workbookName, Self.dataPackageName, Self.manifestName])
      .union(PackageFiles.all.map { $0.name(self) })
  }
}

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
