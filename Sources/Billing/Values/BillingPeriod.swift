internal import PlainText

/// A calendar month that is billed, filed and closed as one, such as `2025-01`.
package struct BillingPeriod: Hashable, Comparable, Sendable {
  /// Months since January of year 0.
  private let monthNumber: Int

  package init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    self.init(validYear: year, month: month)
  }

  init(validYear year: Int, month: Int) {
    monthNumber = year * 12 + month - 1
  }

  private init(monthNumber: Int) {
    self.monthNumber = monthNumber
  }

  package var year: Int { (monthNumber - (month - 1)) / 12 }
  /// From 1 to 12, also in years before the first.
  package var month: Int { (monthNumber % 12 + 12) % 12 + 1 }

  package var first: CalendarDate { CalendarDate(validYear: year, month: month, day: 1) }
  package var last: CalendarDate { next.first.addingDays(-1) }
  package var next: BillingPeriod { adding(months: 1) }
  package var previous: BillingPeriod { adding(months: -1) }

  package func adding(months: Int) -> BillingPeriod {
    BillingPeriod(monthNumber: monthNumber + months)
  }

  /// Every date of the period, first to last.
  package var dates: ClosedRange<CalendarDate> { first...last }

  package static func < (left: BillingPeriod, right: BillingPeriod) -> Bool {
    left.monthNumber < right.monthNumber
  }
}

extension BillingPeriod: LosslessStringConvertible {
  /// Reads `2025-01`.
  package init?(_ description: String) {
    self.init(iso: description.utf8.span)
  }

  package init?(iso text: Span<UInt8>) {
    guard text.count == 7, text[4] == UInt8(ascii: "-"),
      let year = parseDigits(text.extracting(0..<4)),
      let month = parseDigits(text.extracting(5..<7))
    else { return nil }
    self.init(year: year, month: month)
  }
}

extension BillingPeriod: PlainValue {
  /// Appends `2025-01`; a year beyond 9999, which no booking has, is shown as 9999.
  package func append(to bytes: inout [UInt8]) {
    let year = min(max(year, 0), 9999)
    appendTwoDigits(year / 100, to: &bytes)
    appendTwoDigits(year % 100, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendTwoDigits(month, to: &bytes)
  }
}
