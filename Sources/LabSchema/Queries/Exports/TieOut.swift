/// The proof that nothing fell through: what two independent counts or sums say, side by side
/// (DESIGN §5).
package struct TieOut: Hashable, Sendable {
  package var checks: [Check]

  /// What the checks are called whose numbers are totals of the package as well.
  package static let bookings = "Bookings = billed + excluded + waiting + quarantined"
  package static let amounts = "Base − discount + distance = final amount"
  package static let csv = "Final amount: this workbook = reconciliation CSV"

  package init(checks: [Check]) {
    self.checks = checks
  }

  package var isTied: Bool { checks.allSatisfy(\.isTied) }

  /// The checks that do not agree.
  package var failures: [Check] { checks.filter { !$0.isTied } }

  /// One comparison.
  package struct Check: Hashable, Sendable {
    /// What is compared, in the words of the sheets.
    package var name: String
    package var comparison: Comparison

    package init(_ name: String, _ comparison: Comparison) {
      self.name = name
      self.comparison = comparison
    }

    package var isTied: Bool {
      switch comparison {
      case .counts(let expected, let actual): expected == actual
      case .amounts(let expected, let actual): expected == actual
      }
    }
  }

  package enum Comparison: Hashable, Sendable {
    case counts(expected: Int, actual: Int)
    case amounts(expected: Money, actual: Money)
  }
}

extension TieOut.Check: CustomStringConvertible {
  /// A line for a message, such as `Bookings accounted for: expected 120, found 119`.
  package var description: String {
    switch comparison {
    case .counts(let expected, let actual): "\(name): expected \(expected), found \(actual)"
    case .amounts(let expected, let actual): "\(name): expected \(expected), found \(actual)"
    }
  }
}
