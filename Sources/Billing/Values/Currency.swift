/// What a lab bills in, and how a person reads an amount of it. Every amount has two decimals, as the
/// app's columns have.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
  /// The code of ISO 4217.
  package let description: String

  /// - Returns: nil for what is not three capitals.
  package init?(_ code: String) {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
    self.init(code: code)
  }

  private init(code: String) { description = code }

  package static let rupee = Currency(code: "INR")

  /// How the digits in front of its decimal point are grouped.
  package var grouping: DigitGrouping { self == .rupee ? .lakhs : .thousands }
}

/// Where the digits in front of a decimal point are parted, so that a person can read them.
package enum DigitGrouping: Sendable {
  /// Above the thousands in pairs: `12,34,567`.
  case lakhs
  /// `1,234,567`.
  case thousands

  /// How many digits a group above the last three has.
  private var size: Int { self == .lakhs ? 2 : 3 }

  /// Commas in a number of so many digits.
  package func commas(inDigits count: Int) -> Int {
    count > 3 ? (count - 4) / size + 1 : 0
  }

  /// The digits with their commas.
  package func grouped(_ digits: String) -> String {
    var (rest, groups) = (digits.dropLast(3), [digits.suffix(3)])
    while !rest.isEmpty {
      groups.append(rest.suffix(size))
      rest = rest.dropLast(size)
    }
    return groups.reversed().joined(separator: ",")
  }
}

extension Currency {
  /// As a person reads it: `12,34,567.50`.
  package func text(_ money: Money) -> String { text(minorUnits: Int128(money.minorUnits)) }

  package func text(_ sum: PlanAmounts.Sum) -> String { text(minorUnits: sum.minorUnits) }

  /// With its sign, as a difference is written: `+1,234.50`.
  package func signed(_ sum: PlanAmounts.Sum) -> String {
    (sum.minorUnits > 0 ? "+" : "") + text(sum)
  }

  private func text(minorUnits: Int128) -> String {
    let fraction = minorUnits.magnitude % 100
    return (minorUnits < 0 ? "-" : "") + grouping.grouped("\(minorUnits.magnitude / 100)")
      + (fraction < 10 ? ".0\(fraction)" : ".\(fraction)")
  }
}
