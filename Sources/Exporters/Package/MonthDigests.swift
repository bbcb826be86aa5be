internal import Billing
internal import LabSchema

/// What the CSV files of a month come to day by day.
struct MonthDigests {
  let files: [WrittenFile]

  /// How many rows the day's files have.
  func rows(of date: CalendarDate) -> Int {
    files.reduce(0) { $0 + $1.days.rows(of: date) }
  }

  /// How many rows one of them has.
  func rows(of date: CalendarDate, in resource: String) -> Int {
    files.first { $0.resource == resource }?.days.rows(of: date) ?? 0
  }

  /// SHA-256 of the day's CSV files, by what they are.
  func digests(of date: CalendarDate) -> [String: String] {
    Dictionary(uniqueKeysWithValues: files.map { ($0.resource, $0.days.sha256(of: date)) })
  }

  /// What the day's CSV files have to be, by name.
  func files(of date: CalendarDate) -> [String: String] {
    ExportScope.day(date).fileNames(of: digests(of: date))
  }
}

extension BillingScope {
  /// What is known of the package's CSV files, by their names.
  func fileNames<Value>(of values: [String: Value]) -> [String: Value] {
    Dictionary(
      uniqueKeysWithValues: PackageFiles.all.compactMap { file in
        values[file.resource].map { (file.name(self), $0) }
      })
  }
}
