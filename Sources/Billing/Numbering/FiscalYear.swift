internal import PlainText

/// A financial year: the span in which a series of invoice numbers is unique.
package struct FiscalYear: Hashable, Sendable {
  /// Its first day.
  package let start: CalendarDate

  /// The financial year that a date lies in.
  package init(containing date: CalendarDate, startingOn yearStart: FiscalYearStart) {
    let year = date.components.year
    let start = CalendarDate(validYear: year, month: yearStart.month, day: yearStart.day)
    self.start =
      start <= date
      ? start : CalendarDate(validYear: year - 1, month: yearStart.month, day: yearStart.day)
  }

  /// The financial year that begins on a day.
  package init(starting start: CalendarDate) {
    self.start = start
  }

  /// The month and day on which years of its kind start.
  package var yearStart: FiscalYearStart { FiscalYearStart(of: start) }

  /// The first day of the next.
  package var end: CalendarDate {
    let (year, month, day) = start.components
    return CalendarDate(validYear: year + 1, month: month, day: day)
  }

  package func contains(_ date: CalendarDate) -> Bool { start <= date && date < end }

  /// As it is written in a number: `25-26`, or `2025` for one that is a calendar year.
  package var label: String {
    let (year, month, day) = start.components
    guard (month, day) != (1, 1) else { return String(year) }
    var bytes: [UInt8] = []
    appendTwoDigits(year % 100, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendTwoDigits((year + 1) % 100, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The month and day on which financial years start, `04-01` in India.
package struct FiscalYearStart: Hashable, Sendable, LosslessStringConvertible {
  package let month: Int
  package let day: Int

  /// Reads `04-01`; 29 February, which not every year has, is refused.
  package init?(_ description: String) {
    guard let date = CalendarDate("2025-" + description) else { return nil }
    self.init(of: date)
  }

  /// The month and day of a date on which a financial year starts.
  init(of date: CalendarDate) {
    (_, month, day) = date.components
  }

  package var description: String {
    var bytes: [UInt8] = []
    appendTwoDigits(month, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendTwoDigits(day, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
