package import Postgres

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

extension Row {
  package func amountReading(_ column: Int) -> AmountReading {
    withText(column) { AmountReading($0) }
  }
}
