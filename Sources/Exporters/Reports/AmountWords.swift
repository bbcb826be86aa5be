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
    case .final: "Base − discount + distance charge (R6)."
    }
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
