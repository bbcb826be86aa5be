internal import Billing
internal import LabSchema
internal import PlainText

/// The number of a cell as an export writes it: an amount, a count, a day or kilometres, all of them
/// whole thousandths.
struct SheetNumber: Hashable, Comparable {
  private(set) var thousandths: Int64

  static let zero = SheetNumber(thousandths: 0)

  /// No cell has a larger one: beyond it a binary fraction has no thousandths.
  private static let largest: Int64 = 1 << 53

  init(thousandths: Int64) {
    self.thousandths = thousandths
  }

  init(_ count: Int) {
    self.init(saturating: Int64(clamping: count), times: 1000)
  }

  init(_ amount: Money) {
    self.init(saturating: amount.minorUnits, times: 10)
  }

  /// A day as spreadsheets count them.
  init(_ date: CalendarDate) {
    self.init(Int(date.cellNumber))
  }

  /// What does not fit is more than any cell holds.
  private init(saturating value: Int64, times factor: Int64) {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    thousandths = overflow ? (value < 0 ? .min : .max) : product
  }

  /// Reads the number of a cell back, exactly: nil for one that is no whole number of thousandths. The
  /// library writes 16 digits, so 759937.82 stands there as 759937.8199999999, which is the same
  /// binary number.
  init?(cellText text: Span<UInt8>) {
    if let plain = Self.plain(text) {
      thousandths = plain
      return
    }
    // Double's own reader also takes hexadecimal digits and names.
    let isDecimal = (0..<text.count).allSatisfy { text[$0] < UInt8(ascii: ":") }
    guard isDecimal, text.count < 32, let number = Double(String(utf8: text)),
      let read = Int64(exactly: (number * 1000).rounded()), abs(read) <= Self.largest,
      Double(read) / 1000 == number
    else { return nil }
    thousandths = read
  }

  /// Digits with at most three after a point, as nearly every cell has them.
  private static func plain(_ text: Span<UInt8>) -> Int64? {
    var (value, decimals, digits): (Int64, Int?, Int) = (0, nil, 0)
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    for index in (isNegative ? 1 : 0)..<text.count {
      switch text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 13:
        value = value * 10 + Int64(text[index] - UInt8(ascii: "0"))
        digits += 1
        if let sofar = decimals { decimals = sofar + 1 }
      case UInt8(ascii: ".") where decimals == nil && digits > 0: decimals = 0
      default: return nil
      }
    }
    guard digits > 0, decimals != 0, decimals ?? 0 <= 3 else { return nil }
    for _ in (decimals ?? 0)..<3 { value *= 10 }
    return isNegative ? -value : value
  }

  /// The amount it is; nil for one with parts of a cent.
  var amount: Money? {
    thousandths % 10 == 0 ? Money(minorUnits: thousandths / 10) : nil
  }

  static func < (left: SheetNumber, right: SheetNumber) -> Bool {
    left.thousandths < right.thousandths
  }

  static func + (left: SheetNumber, right: SheetNumber) throws(MoneyOverflow) -> SheetNumber {
    let (sum, overflow) = left.thousandths.addingReportingOverflow(right.thousandths)
    if overflow { throw MoneyOverflow() }
    return SheetNumber(thousandths: sum)
  }

  static func - (left: SheetNumber, right: SheetNumber) throws(MoneyOverflow) -> SheetNumber {
    let (difference, overflow) = left.thousandths.subtractingReportingOverflow(right.thousandths)
    if overflow { throw MoneyOverflow() }
    return SheetNumber(thousandths: difference)
  }
}

extension SheetNumber: CustomStringConvertible {
  /// `61`, `1234.50`, `12.345`.
  var description: String {
    if thousandths % 1000 == 0 { return "\(thousandths / 1000)" }
    if let amount { return "\(amount)" }
    let parts = String(thousandths.magnitude % 1000)
    return (thousandths < 0 ? "-" : "") + "\(thousandths.magnitude / 1000)."
      + String(repeating: "0", count: 3 - parts.count) + parts
  }
}

extension Money {
  /// The amount as a cell's number. Up to 13 digits before the point keep their minor units; a
  /// `numeric(12,2)` column has ten.
  var cellNumber: Double { Double(minorUnits) / 100 }
}

extension CalendarDate {
  /// Days since 30 December 1899, as spreadsheets count them.
  var cellNumber: Double { Double(dayNumber) + 25_569 }
}

extension Distance {
  /// Kilometres as a cell's number.
  var cellNumber: Double { Double(thousandths) / 1000 }
}
