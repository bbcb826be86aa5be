internal import Billing

/// What sheets call the amounts of a bill, and what the columns of files mean by them.
extension Amounts.Part {
  var title: String {
    switch self {
    case .base: "Base amount"
    case .discount: "Discount"
    case .distance: "Distance charge"
    case .final: "Final amount"
    }
  }

  var meaning: String {
    switch self {
    case .base: "Sum of the lines, before any discount (R3)."
    case .discount: "From offers and coupons, at most the base (R5)."
    case .distance: "The home visit; never discounted (R4)."
    case .final: "\(Self.formula().capitalizedFirst) (R6)."
    }
  }

  /// Where it comes from, in the few words of *About*; nil of the final amount, which comes from the others.
  private var origin: String? {
    switch self {
    case .base: "quantity × unit price of each line"
    case .discount: "offers and coupons, at most the base"
    case .distance: "never discounted"
    case .final: nil
    }
  }

  /// What the final amount is, with where each part comes from.
  static var wholeFormula: String {
    formula { part in part.title.lowercased() + (part.origin.map { " (\($0))" } ?? "") }
      .capitalizedFirst
  }

  /// The same in a file that has other documents, too; nil of the final amount, which all have.
  var meaningOfInvoice: String? {
    switch self {
    case .base: "Sum of the lines"
    case .discount: "From offers and coupons"
    case .distance: "The home visit"
    case .final: nil
    }
  }
}

extension Balance.Figure {
  var title: String {
    switch self {
    case .part(let part): part.title
    case .adjusted: "Notes"
    case .paid: "Paid"
    case .outstanding: "Outstanding"
    }
  }
}

extension BookingOutcome {
  /// What sheets call the bookings with this outcome.
  var title: String {
    switch self {
    case .billed: "Billed"
    case .excluded: "Excluded"
    case .waiting: "Waiting"
    case .quarantined: "Quarantined"
    }
  }
}

extension String {
  /// As it begins a sentence.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
