internal import PlainText

/// A distance in whole thousandths of a kilometre.
package struct Distance: Hashable, Comparable, Sendable {
  package var thousandths: Int64

  package init(thousandths: Int64) {
    self.thousandths = thousandths
  }

  package static func < (left: Distance, right: Distance) -> Bool {
    left.thousandths < right.thousandths
  }
}

/// What was found in a distance column (R4).
package enum DistanceReading: Equatable, Sendable {
  /// Null: no home visit.
  case none
  /// Taken to three decimals, half up.
  case distance(Distance)
  /// Below zero, by however little.
  case negative
  /// `NaN` or an infinity.
  case notFinite
  /// Finite, and farther than 64 bits of thousandths.
  case outOfRange

  /// Reads `NUMERIC` or shortest `double precision` text.
  package init(_ text: Span<UInt8>?) {
    guard let text else {
      self = .none
      return
    }
    switch DecimalText(text, fractionDigits: 3) {
    case .number(let units, let isNegative, let isExact):
      let isZero = units == 0 && isExact
      self = isNegative && !isZero ? .negative : .distance(Distance(thousandths: units))
    case .notFinite, .malformed: self = .notFinite
    case .outOfRange: self = text[0] == UInt8(ascii: "-") ? .negative : .outOfRange
    }
  }
}

extension Distance: PlainValue {
  /// Kilometres in plain decimals without trailing zeros, such as `4.25`.
  package func append(to bytes: inout [UInt8]) {
    if thousandths < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDecimal(thousandths.magnitude / 1000, to: &bytes)
    var fraction = thousandths.magnitude % 1000
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var unit: UInt64 = 100
    while fraction > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(fraction / unit))
      fraction %= unit
      unit /= 10
    }
  }
}
