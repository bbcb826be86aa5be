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
