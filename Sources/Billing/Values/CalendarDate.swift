internal import PlainText

/// A civil date: a day on the calendar, in no time zone. Which day an instant falls on is resolved
/// by Postgres.
package struct CalendarDate: Hashable, Comparable, Sendable {
  /// Days since 1 January 1970.
  package let dayNumber: Int32

  package init(dayNumber: Int32) {
    self.dayNumber = dayNumber
  }

  /// A date of the Gregorian calendar, or nil where there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, ofYear: year)
    else { return nil }
    self.init(validYear: year, month: month, day: day)
  }

  /// A date whose month and day are known to exist.
  init(validYear year: Int, month: Int, day: Int) {
    // Years are counted from March, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Later than any date the program prints; what `infinity` reads as.
  package static let distantFuture = CalendarDate(dayNumber: .max / 2)
  /// Earlier than any; what `-infinity` and years before the first read as.
  package static let distantPast = CalendarDate(dayNumber: .min / 2)

  /// The date itself, where a calendar has it; nil for what only stands for a date far away.
  package var known: CalendarDate? { (1...9999).contains(components.year) ? self : nil }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.dayNumber < right.dayNumber
  }

  package func addingDays(_ days: Int) -> CalendarDate {
    CalendarDate(dayNumber: dayNumber + Int32(days))
  }

  /// Whole days from another date to this one.
  package func days(since other: CalendarDate) -> Int {
    Int(dayNumber) - Int(other.dayNumber)
  }

  static func days(inMonth month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarDate {
  /// The date's year, month and day of the month.
  package var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The month the date lies in.
  package var period: BillingPeriod {
    let (year, month, _) = components
    return BillingPeriod(validYear: year, month: month)
  }
}

extension CalendarDate: LosslessStringConvertible {
  /// Reads `2025-01-15`.
  package init?(_ description: String) {
    self.init(iso: description.utf8.span)
  }

  package init?(iso text: Span<UInt8>) {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = parseDigits(text.extracting(0..<4)),
      let month = parseDigits(text.extracting(5..<7)),
      let day = parseDigits(text.extracting(8..<10))
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

extension CalendarDate: PlainValue {
  /// ISO 8601, `2025-01-15`.
  package func append(to bytes: inout [UInt8]) {
    let (year, month, day) = components
    BillingPeriod(validYear: year, month: month).append(to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendTwoDigits(day, to: &bytes)
  }
}
