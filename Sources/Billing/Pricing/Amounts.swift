/// What a booking is billed, and what that comes from (R3 to R6).
///
/// Whatever shows, stores, adds up or compares the amounts of a bill goes through ``Part/allCases``, so
/// that one more of them is one more case and property here.
package struct Amounts: Hashable, Sendable {
  /// Sum of the lines (R3).
  package var base: Money
  /// From offers and coupons, at most the base (R5).
  package var discount: Money
  /// The home visit; never discounted (R4).
  package var distance: Money
  /// What is to be paid (R6).
  package var final: Money

  /// One of them. Their order is that of columns, in tables, files and sheets.
  package enum Part: String, CaseIterable, Sendable {
    case base
    case discount
    case distance
    /// What the others come to.
    case final
  }

  package static let zero = Amounts { _ in .zero }

  /// Asks for each part, in order.
  package init<Failure: Error>(_ part: (Part) throws(Failure) -> Money) throws(Failure) {
    base = try part(.base)
    discount = try part(.discount)
    distance = try part(.distance)
    final = try part(.final)
  }

  /// The parts of a bill; final is what they come to (R6).
  package init(base: Money, discount: Money, distance: Money) throws(MoneyOverflow) {
    self.base = base
    self.discount = discount
    self.distance = distance
    final = .zero
    final = try total
  }

  package subscript(part: Part) -> Money {
    switch part {
    case .base: base
    case .discount: discount
    case .distance: distance
    case .final: final
    }
  }
}

extension Amounts.Part {
  /// Whether it is added to the final amount (1), taken off (-1), or is that amount (0).
  private var sign: Int32 {
    switch self {
    case .base, .distance: 1
    case .discount: -1
    case .final: 0
    }
  }

  /// What the parts do to the final amount, without that one.
  package static let terms: [(part: Amounts.Part, isAdded: Bool)] = allCases.compactMap {
    $0.sign == 0 ? nil : ($0, $0.sign > 0)
  }

  /// What they do to it, in words.
  ///
  /// - Parameter name: what a part is called.
  package static func formula(_ name: (Amounts.Part) -> String = \.name) -> String {
    terms.enumerated().map { place, term in
      (term.isAdded ? place == 0 ? "" : " + " : " − ") + name(term.part)
    }.joined()
  }

  /// What it is called in a sentence.
  package var name: String {
    switch self {
    case .base: "base"
    case .discount: "discount"
    case .distance: "distance charge"
    case .final: "final"
    }
  }

  /// What it is called where data is kept: a column of a table or file, a member of a document.
  package var column: String {
    switch self {
    case .base: "base_amount"
    case .discount: "discount_amount"
    case .distance: "distance_charge"
    case .final: "final_amount"
    }
  }
}

extension Amounts {
  /// What the parts come to (R6); the final amount of every bill.
  package var total: Money {
    get throws(MoneyOverflow) {
      var total = Money.zero
      for (part, isAdded) in Part.terms {
        total = try isAdded ? total + self[part] : total - self[part]
      }
      return total
    }
  }

  package static func + (left: Amounts, right: Amounts) throws(MoneyOverflow) -> Amounts {
    try Amounts { part throws(MoneyOverflow) in try left[part] + right[part] }
  }

  package static func += (left: inout Amounts, right: Amounts) throws(MoneyOverflow) {
    left = try left + right
  }

  /// The parts in which two bills differ.
  package func differences(from other: Amounts) -> [Part] {
    Part.allCases.filter { self[$0] != other[$0] }
  }
}

/// A bill beside what credit and debit notes have changed it by and what was paid of it; or the sums of
/// many.
package struct Balance: Hashable, Sendable {
  package var amounts: Amounts
  /// What notes have added or, below zero, taken back.
  package var adjusted: Money
  package var paid: Money
  /// Final and adjusted, minus paid; below zero where too much was paid.
  package var outstanding: Money

  package static let zero = Balance(
    amounts: .zero, adjusted: .zero, paid: .zero, outstanding: .zero)

  package init(amounts: Amounts, adjusted: Money, paid: Money, outstanding: Money) {
    self.amounts = amounts
    self.adjusted = adjusted
    self.paid = paid
    self.outstanding = outstanding
  }

  /// Of a bill of which it is known what is outstanding: what notes have changed follows from it.
  package init(amounts: Amounts, paid: Money, outstanding: Money) throws(MoneyOverflow) {
    self.init(
      amounts: amounts, adjusted: try outstanding - amounts.final + paid, paid: paid,
      outstanding: outstanding)
  }

  /// One of its figures, in the order of columns.
  package enum Figure: Hashable, CaseIterable, Sendable {
    case part(Amounts.Part)
    case adjusted
    case paid
    case outstanding

    package static let allCases: [Figure] =
      Amounts.Part.allCases.map { .part($0) } + [.adjusted, .paid, .outstanding]
  }

  package subscript(figure: Figure) -> Money {
    switch figure {
    case .part(let part): amounts[part]
    case .adjusted: adjusted
    case .paid: paid
    case .outstanding: outstanding
    }
  }

  package static func + (left: Balance, right: Balance) throws(MoneyOverflow) -> Balance {
    Balance(
      amounts: try left.amounts + right.amounts, adjusted: try left.adjusted + right.adjusted,
      paid: try left.paid + right.paid, outstanding: try left.outstanding + right.outstanding)
  }

  package static func += (left: inout Balance, right: Balance) throws(MoneyOverflow) {
    left = try left + right
  }
}

extension Balance.Figure {
  /// What it is called in a sentence.
  package var name: String {
    switch self {
    case .part(let part): part.name
    case .adjusted: "adjusted"
    case .paid: "paid"
    case .outstanding: "outstanding"
    }
  }

  /// What it is called where data is kept.
  package var column: String {
    switch self {
    case .part(let part): part.column
    case .adjusted: "adjusted_amount"
    case .paid: "paid_amount"
    case .outstanding: "outstanding_amount"
    }
  }
}
