package import Postgres

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

/// How a fraction of a minor unit is settled. An argument without a default, so that each of the
/// two places that round says so (R4, R5).
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

extension Money: PostgresDecodable, PostgresEncodable {
  /// Reads `NUMERIC` text exactly; more than two decimals are refused, not rounded.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    switch AmountReading(text) {
    case .amount(let money): self = money
    case .absent, .unusable, .outOfRange:
      throw DecodingFailure(expected: "an amount with at most two decimals", found: text)
    }
  }

  package func encode(into bytes: inout [UInt8]) {
    if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDecimal(minorUnits.magnitude / 100, to: &bytes)
    let fraction = UInt8(minorUnits.magnitude % 100)
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + fraction / 10)
    bytes.append(UInt8(ascii: "0") + fraction % 10)
  }
}

extension Money: CustomStringConvertible {
  /// Plain decimal text, such as `-1234.50`.
  package var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
