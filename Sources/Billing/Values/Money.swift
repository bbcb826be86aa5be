internal import PlainText

/// An amount of money in whole minor units (paise for INR). It has no currency of its own: a lab
/// bills in one.
package struct Money: Hashable, Comparable, Sendable {
  package var minorUnits: Int64

  package init(minorUnits: Int64) {
    self.minorUnits = minorUnits
  }

  package static let zero = Money(minorUnits: 0)

  /// The largest amount a `numeric(12,2)` column holds.
  package static let largestStored = Money(minorUnits: 999_999_999_999)

  package var isNegative: Bool { minorUnits < 0 }

  /// Whether a `numeric(12,2)` column can hold the amount.
  package var isStorable: Bool { minorUnits.magnitude <= Self.largestStored.minorUnits.magnitude }

  package static func < (left: Money, right: Money) -> Bool {
    left.minorUnits < right.minorUnits
  }
}

/// An amount that does not fit 64 bits of minor units.
package struct MoneyOverflow: Error, Equatable, Sendable {
  package init() {}
}

/// How a fraction of a minor unit is settled. An argument without a default, so that each
/// place that rounds says so (R4, R5).
package enum Rounding: Sendable {
  case halfAwayFromZero
}

extension Money {
  package static func + (left: Money, right: Money) throws(MoneyOverflow) -> Money {
    let (sum, overflow) = left.minorUnits.addingReportingOverflow(right.minorUnits)
    if overflow { throw MoneyOverflow() }
    return Money(minorUnits: sum)
  }

  package static func - (left: Money, right: Money) throws(MoneyOverflow) -> Money {
    let (difference, overflow) = left.minorUnits.subtractingReportingOverflow(right.minorUnits)
    if overflow { throw MoneyOverflow() }
    return Money(minorUnits: difference)
  }

  package static func * (price: Money, quantity: Int32) throws(MoneyOverflow) -> Money {
    let (product, overflow) = price.minorUnits.multipliedReportingOverflow(by: Int64(quantity))
    if overflow { throw MoneyOverflow() }
    return Money(minorUnits: product)
  }

  /// The amount times `numerator / denominator`, computed in 128 bits and rounded once.
  package func scaled(
    by numerator: Int64, over denominator: Int64, rounding: Rounding
  ) throws(MoneyOverflow) -> Money {
    let product = Int128(minorUnits) * Int128(numerator)
    let divisor = Int128(denominator)
    var (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    switch rounding {
    case .halfAwayFromZero:
      if remainder.magnitude * 2 >= divisor.magnitude {
        quotient += (product < 0) == (divisor < 0) ? 1 : -1
      }
    }
    guard let units = Int64(exactly: quotient) else { throw MoneyOverflow() }
    return Money(minorUnits: units)
  }
}

extension Money {
  /// Reads a decimal exactly; nil for any other text, and for one with more than two decimals.
  package init?(_ text: Span<UInt8>) {
    guard case .amount(let money) = AmountReading(text) else { return nil }
    self = money
  }
}

extension Money: PlainValue {
  /// Plain decimal text, such as `-1234.50`.
  package func append(to bytes: inout [UInt8]) {
    if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDecimal(minorUnits.magnitude / 100, to: &bytes)
    let fraction = UInt8(minorUnits.magnitude % 100)
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + fraction / 10)
    bytes.append(UInt8(ascii: "0") + fraction % 10)
  }
}

/// What was found in a money column of the app's own tables, where nothing keeps a value from being
/// unusable. The rules decide what that means (R3).
package enum AmountReading: Equatable, Sendable {
  /// The column is null.
  case absent
  /// An exact amount, possibly negative.
  case amount(Money)
  /// `NaN`, an infinity, or more than two decimals.
  case unusable
  /// A number too large for any amount.
  case outOfRange

  /// Reads `NUMERIC` or shortest `double precision` text.
  package init(_ text: Span<UInt8>) {
    switch DecimalText(text, fractionDigits: 2) {
    case .number(let units, let isNegative, isExact: true):
      self = .amount(Money(minorUnits: isNegative ? -units : units))
    case .outOfRange: self = .outOfRange
    case .number(_, _, isExact: false), .notFinite, .malformed: self = .unusable
    }
  }

  package init(_ text: Span<UInt8>?) {
    if let text { self.init(text) } else { self = .absent }
  }
}
