/// A decimal number as a database writes it (`12.50`, `-3`, `1e-07`, `NaN`), read into whole units of
/// a power of ten without passing through a binary fraction.
package enum DecimalText: Equatable {
  /// The number in whole units, and whether digits beyond the wanted ones were rounded away.
  case number(units: Int64, isNegative: Bool, isExact: Bool)
  /// `NaN` or an infinity.
  case notFinite
  /// A finite number too large for 64 bits of units.
  case outOfRange
  /// Not a number at all.
  case malformed

  /// Reads a decimal into units of `10^-fractionDigits`, the magnitude rounded half up.
  package init(_ text: Span<UInt8>, fractionDigits: Int) {
    guard let shape = Shape(text) else {
      self = Self.isNonFiniteName(text) ? .notFinite : .malformed
      return
    }
    var units: Int64 = 0
    var isExact = true
    var roundsUp = false
    var place = shape.firstPlace
    for index in shape.mantissa where text[index] != UInt8(ascii: ".") {
      let digit = Int64(text[index] &- UInt8(ascii: "0"))
      if place >= -fractionDigits {
        guard let next = Self.shifted(units, adding: digit) else {
          self = .outOfRange
          return
        }
        units = next
      } else if digit != 0 {
        isExact = false
        if place == -fractionDigits - 1 { roundsUp = digit >= 5 }
      }
      place -= 1
    }
    while place >= -fractionDigits, units != 0 {
      guard let next = Self.shifted(units, adding: 0) else {
        self = .outOfRange
        return
      }
      units = next
      place -= 1
    }
    if roundsUp {
      guard units < .max else {
        self = .outOfRange
        return
      }
      units += 1
    }
    self = .number(units: units, isNegative: shape.isNegative, isExact: isExact)
  }

  private static func shifted(_ units: Int64, adding digit: Int64) -> Int64? {
    let (tens, overflow) = units.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(digit)
    return overflow || carry ? nil : sum
  }

  private static func isNonFiniteName(_ text: Span<UInt8>) -> Bool {
    ["NaN", "Infinity", "-Infinity"].contains(String(utf8: text))
  }

  /// Where the parts of a well-formed decimal lie.
  private struct Shape {
    var isNegative = false
    /// The digits, with at most one point among them.
    var mantissa: Range<Int>
    /// The power of ten of the first digit.
    var firstPlace: Int

    init?(_ text: Span<UInt8>) {
      var index = 0
      if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
        isNegative = text[0] == UInt8(ascii: "-")
        index = 1
      }
      let start = index
      var point: Int?
      var digits = 0
      while index < text.count {
        if text[index] == UInt8(ascii: "."), point == nil {
          point = index
        } else if text[index] &- UInt8(ascii: "0") < 10 {
          digits += 1
        } else {
          break
        }
        index += 1
      }
      guard digits > 0 else { return nil }
      mantissa = start..<index
      var exponent = 0
      if index < text.count {
        guard text[index] | 0x20 == UInt8(ascii: "e"),
          let written = parseDecimal(text.extracting((index + 1)...), as: Int32.self)
        else { return nil }
        exponent = Int(written)
      }
      firstPlace = (point ?? mantissa.upperBound) - start - 1 + exponent
    }
  }
}
