/// What a finding does to its booking (R8).
package enum FindingSeverity: String, NamedEnumeration {
  /// No record is written.
  case quarantine
  /// The record stays a draft until somebody releases it.
  case hold
  /// Nothing: it is told.
  case warn

  /// What becomes of the booking, in a sentence.
  package var effect: String {
    switch self {
    case .quarantine:
      "no record is written until the cause is gone; it stands in the way of closing"
    case .hold:
      "the record stays a draft until it is released, or the cause is gone; it stands in the way too"
    case .warn: "it is told"
    }
  }
}

/// What can be found; the rule that finds it says when.
package enum FindingKind: String, NamedEnumeration {
  case noDate = "no_date"
  case noUser = "no_user"
  case noItems = "no_items"
  case badQuantity = "bad_quantity"
  case badPrice = "bad_price"
  case amountOutOfRange = "amount_out_of_range"
  case badDistance = "bad_distance"
  case noDistancePricing = "no_distance_pricing"
  case badRedemption = "bad_redemption"
  case priceFallback = "price_fallback"
  case distanceOutlier = "distance_outlier"
  case badOffer = "bad_offer"
  case redemptionInvalid = "redemption_invalid"
  case redemptionMismatch = "redemption_mismatch"
  case discountCapped = "discount_capped"
  case zeroAmount = "zero_amount"
  case lateBooking = "late_booking"
  case drift
  case customerChanged = "customer_changed"
  case serviceMonthChanged = "service_month_changed"
  case beyondLookback = "beyond_lookback"
  case rowLocked = "row_locked"
}

/// What is true of every finding of a kind (docs/corrections.md, The findings).
package struct FindingFacts: Equatable, Sendable {
  /// What it does where the lab has not chosen otherwise.
  package var severity: FindingSeverity
  /// Whether it is found of a record that does not change any more, beside its booking as it is today.
  package var isOfFinalized = false
  /// What it means, in half a sentence.
  package var meaning: String
  /// What somebody has to do about it, in a sentence for those who read a list of findings.
  package var remedy: String

  /// A booking with it cannot be billed; this cannot be changed.
  fileprivate static func quarantine(_ meaning: String, _ remedy: String) -> FindingFacts {
    FindingFacts(severity: .quarantine, meaning: meaning, remedy: remedy)
  }

  fileprivate static func hold(_ meaning: String, _ remedy: String) -> FindingFacts {
    FindingFacts(severity: .hold, meaning: meaning, remedy: remedy)
  }

  fileprivate static func warn(
    _ meaning: String, _ remedy: String, ofFinalized: Bool = false
  ) -> FindingFacts {
    FindingFacts(
      severity: .warn, isOfFinalized: ofFinalized, meaning: meaning, remedy: remedy)
  }
}

extension FindingKind {
  package var facts: FindingFacts {
    switch self {
    case .noDate:
      .warn(
        "a billable booking has no `booking_date`",
        "Give the booking its date in the app; until then it is in no period.")
    case .noUser:
      .quarantine(
        "a billable booking has no customer, so there is nobody to bill (R3)",
        "Give the booking its customer in the app.")
    case .noItems:
      .quarantine(
        "a billable booking has no line (R3)",
        "Add the booked tests in the app, or cancel the booking.")
    case .badQuantity:
      .quarantine(
        "a line has no quantity, or one below 1 (R3)",
        "Correct the quantity of the line in the app: it has to be 1 or more.")
    case .badPrice:
      .quarantine(
        "a line has a price below 0, or none, and its test has none either (R3)",
        "Correct the unit price of the line, or the test's price, in the app.")
    case .amountOutOfRange:
      .quarantine(
        "the amount is more than a record can hold",
        "Check quantities and prices of the booking: the amount is too large to be billed.")
    case .badDistance:
      .quarantine(
        "the distance of the visit is below 0, or no number (R4)",
        "Correct the distance of the visit in the app: it has to be 0 km or more.")
    case .noDistancePricing:
      .quarantine(
        "there is a distance, and no pricing in force on that day (R4)",
        "Add distance pricing that is in force on the service date.")
    case .badRedemption:
      .quarantine(
        "a coupon redemption has a discount below 0 (R5)",
        "Correct the discount of the coupon redemption: it cannot be negative.")
    case .priceFallback:
      .warn(
        "a line has no unit price, and got its test's (R3)",
        "The line has no price of its own; the test's was taken. Check that it is the right one.")
    case .distanceOutlier:
      .hold(
        "the visit is farther than `checks.max_distance_km` (R4)",
        "Check the distance: correct it in the app, or release the hold if it is right.")
    case .badOffer:
      .warn(
        "an offer cannot be used as it is written; one finding for each offer (R5)",
        "Correct the offer's type, value or list of tests; until then it gives no discount.")
    case .redemptionInvalid:
      .hold(
        "a coupon was redeemed beyond its dates or uses, when it was off, or by somebody else (R5)",
        "Check whether the coupon was rightly given: correct it, or release the hold to honour it.")
    case .redemptionMismatch:
      .warn(
        "a coupon gave another amount than its offer gives (R5)",
        "The coupon gave another amount than its offer; the recorded one was honoured. Check it.")
    case .discountCapped:
      .warn(
        "the discounts came to more than the tests (R5)",
        "The discounts were more than the booking and were cut to it. Check offers and coupons.")
    case .zeroAmount:
      .hold(
        "nothing is left to be paid (R6)",
        "Nothing is left to pay: release the hold if that is right.")
    case .lateBooking:
      .warn(
        "it came, or was completed, after the month of its date was closed (R7)",
        "The month of its service date was closed, so a later one bills it. Nothing to do.")
    case .drift:
      .warn(
        "after it was finalized the booking changed, and would be billed otherwise today",
        "The booking changed after its record was finalized: settle it with jobrunner adjust.",
        ofFinalized: true)
    case .customerChanged:
      .warn(
        "after it was finalized the booking got another customer",
        "The invoice stays with its customer: put the booking's customer back in the app, or accept it.",
        ofFinalized: true)
    case .serviceMonthChanged:
      .warn(
        "after it was finalized the booking was moved to another month",
        "The record stays in its month: put the booking's date back in the app, or accept it.",
        ofFinalized: true)
    case .beyondLookback:
      .quarantine(
        "it was completed longer after its date than `billing.late_lookback_months`",
        "Raise billing.late_lookback_months to bill it, or accept that it is not billed.")
    case .rowLocked:
      .warn(
        "the app held the booking whenever the night came to it",
        "The app held the booking all night: end that session. The next night bills it.")
    }
  }

  package var meaning: String { facts.meaning }
  package var remedy: String { facts.remedy }

  /// Whether a booking with such a finding cannot be billed; its severity cannot be changed.
  package var quarantines: Bool { facts.severity == .quarantine }

  /// What is found of a record that does not change any more. A person settles or accepts it, whatever
  /// its severity.
  package static let ofFinalized = allCases.filter(\.facts.isOfFinalized)

  /// Whether such a finding is settled by nothing but that its cause goes, or that a person accepts it.
  package func asksForAcceptance(at severity: FindingSeverity) -> Bool {
    severity == .quarantine || facts.isOfFinalized
  }
}
