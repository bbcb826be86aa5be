/// The proof that nothing fell through: what two independent counts or sums say, side by side
/// (docs/closing.md).
package struct TieOut: Hashable, Sendable {
  package var checks: [Check]

  /// What the checks are called whose numbers are totals of the package as well.
  package static let bookings = "Bookings = billed + excluded + waiting + quarantined"
  package static let amounts = "Base − discount + distance = final amount"
  package static let csv = "Final amount: this workbook = reconciliation CSV"

  /// The checks that every tie-out of a package has, each once.
  package static let always = [bookings, amounts, csv, paidUnpaid, unmarked]
  package static let paidUnpaid = "Records marked paid that were not"
  package static let unmarked = "Records paid in full and not marked so"
  /// Where records have notes.
  package static let notes = "Records ± notes = what the notes explain"

  /// What the two checks of a number series are called: that its numbers are as many as the span of
  /// them, and that each is there once.
  ///
  /// - Parameters:
  ///   - series: its documents and financial year, such as `Invoices 24-25`.
  ///   - passedOver: whether some numbers were passed over on purpose; they count as issued.
  package static func issued(_ series: String, passedOver: Bool) -> String {
    series + (passedOver ? issuedWithPassedOver : issued)
  }
  package static func once(_ series: String) -> String { series + once }

  private static let issued = ": issued = last − first + 1"
  private static let issuedWithPassedOver = ": issued + passed over = last − first + 1"
  private static let once = ": each number of the series once"

  /// The series that a check is about; nil for one that is about none.
  package static func series(ofCheck name: String) -> String? {
    guard NumberSeriesKind.allCases.contains(where: { name.hasPrefix($0.documents + " ") }),
      let end = [issued, issuedWithPassedOver, once].first(where: name.hasSuffix)
    else { return nil }
    return String(name.dropLast(end.count))
  }

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
