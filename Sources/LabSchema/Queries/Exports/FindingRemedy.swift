extension FindingKind {
  /// What somebody has to do about it, in a sentence for those who read a list of findings.
  package var remedy: String {
    switch self {
    case .noDate:
      "Give the booking its date in the app; until then it is in no period."
    case .noUser:
      "Give the booking its customer in the app."
    case .noItems:
      "Add the booked tests in the app, or cancel the booking."
    case .badQuantity:
      "Correct the quantity of the line in the app: it has to be 1 or more."
    case .badPrice:
      "Correct the unit price of the line, or the test's price, in the app."
    case .amountOutOfRange:
      "Check quantities and prices of the booking: the amount is too large to be billed."
    case .badDistance:
      "Correct the distance of the visit in the app: it has to be 0 km or more."
    case .noDistancePricing:
      "Add distance pricing that is in force on the service date."
    case .badRedemption:
      "Correct the discount of the coupon redemption: it cannot be negative."
    case .priceFallback:
      "The line has no price of its own; the test's was taken. Check that it is the right one."
    case .distanceOutlier:
      "Check the distance: correct it in the app, or release the hold if it is right."
    case .badOffer:
      "Correct the offer's type, value or list of tests; until then it gives no discount."
    case .redemptionInvalid:
      "Check whether the coupon was rightly given: correct it, or release the hold to honour it."
    case .redemptionMismatch:
      "The coupon gave another amount than its offer; the recorded one was honoured. Check it."
    case .discountCapped:
      "The discounts were more than the booking and were cut to it. Check offers and coupons."
    case .zeroAmount:
      "Nothing is left to pay: release the hold if that is right."
    case .lateBooking:
      "The month of its service date was closed, so a later one bills it. Nothing to do."
    case .drift:
      "The booking changed after its record was finalized: settle it with jobrunner adjust."
    case .customerChanged:
      "The invoice stays with its customer: put the booking's customer back in the app, or accept it."
    case .serviceMonthChanged:
      "The record stays in its month: put the booking's date back in the app, or accept it."
    case .rowLocked:
      "The app held the booking all night: end that session. The next night bills it."
    case .beyondLookback:
      "Raise billing.late_lookback_months to bill it, or accept that it is not billed."
    }
  }
}

extension ExceptionRow {
  /// What to do or, where a person has decided about it, who, what and why.
  package var remedy: String {
    guard let decision else { return kind.remedy }
    let verb = decision.state == .accepted ? "Accepted" : "Released"
    return "\(verb) by \(decision.person): \(decision.reason)"
  }
}
