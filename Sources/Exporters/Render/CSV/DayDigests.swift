internal import Billing
internal import Crypto
internal import LabSchema

/// A month's CSV file day by day: the digest of each day's own file of that name, which has the
/// same rows in the same order. So a month says what its days have to be, and a day that is older
/// than its month is known without being made anew.
struct DayDigests {
  private let first: CalendarDate
  private let header: [UInt8]
  private var days: [Day?]

  private struct Day {
    var rows = 0
    var hash = SHA256()
  }

  /// - Parameters:
  ///   - scope: a month; a day has no days of its own, and whatever is added is let go.
  ///   - header: how the file begins.
  init(_ scope: ExportScope, header: [UInt8]) {
    first = scope.first
    self.header = header
    switch scope {
    case .period: days = scope.dates.map { _ in nil }
    case .day: days = []
    }
  }

  /// Adds a row, its line ending included, to a day's file; a date outside the month has none here.
  mutating func add(_ row: ArraySlice<UInt8>, to date: CalendarDate?) {
    guard let date, case let index = date.days(since: first), days.indices.contains(index) else {
      return
    }
    if days[index] == nil {
      var day = Day()
      day.hash.update(data: header)
      days[index] = day
    }
    days[index]?.rows += 1
    days[index]?.hash.update(data: row)
  }

  /// How many rows the day's file has.
  func rows(of date: CalendarDate) -> Int { day(date)?.rows ?? 0 }

  /// SHA-256 of the day's file; of a header alone where nothing happened.
  func sha256(of date: CalendarDate) -> String {
    day(date).map { hexadecimal($0.hash.finalize()) } ?? Billing.sha256(header)
  }

  private func day(_ date: CalendarDate) -> Day? {
    let index = date.days(since: first)
    return days.indices.contains(index) ? days[index] : nil
  }
}
