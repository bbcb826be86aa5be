internal import Billing
internal import LabSchema
internal import PlainText

/// Amounts and dates as the numbers that cells hold.
extension Money {
  /// The amount as a cell's number. Up to 13 digits before the point keep their minor units; a
  /// `numeric(12,2)` column has ten.
  var cellNumber: Double { Double(minorUnits) / 100 }

  /// Reads the number of a cell back, exactly: nil for one that is not what ``cellNumber`` gives
  /// for some amount. The library writes 16 digits, so 759937.82 stands there as
  /// 759937.8199999999, which is the same binary number.
  init?(cellText text: Span<UInt8>) {
    if let money = Money(text) {
      self = money
      return
    }
    // Double's own reader also takes hexadecimal digits and names.
    let isDecimal = (0..<text.count).allSatisfy { text[$0] < UInt8(ascii: ":") }
    guard isDecimal, let number = Double(String(utf8: text)),
      let units = Int64(exactly: (number * 100).rounded()), Double(units) / 100 == number
    else { return nil }
    self.init(minorUnits: units)
  }
}

extension CalendarDate {
  /// Days since 30 December 1899, as spreadsheets count them.
  var cellNumber: Double { Double(dayNumber) + 25_569 }
}
