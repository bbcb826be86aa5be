/// The reasons for which a booking is priced otherwise today: its stored explanation (R9) against a
/// new one. Pure.
package struct PricingComparison {
  let old: PricingExplanation
  let new: PricingExplanation
  /// The names of tests by id; one that is not there is called by its id.
  let testNames: [Int32: String]

  package init(
    from old: PricingExplanation, to new: PricingExplanation, testNames: [Int32: String]
  ) {
    self.old = old
    self.new = new
    self.testNames = testNames
  }

  /// In the order of the calculation; empty only where the two are the same. What moves no amount
  /// by itself, such as an offer that was considered and lost, is told where nothing else is.
  package var reasons: [ChangeReason] {
    let reasons = booking + lines + distance + coupons + appliedOffers
    if !reasons.isEmpty { return reasons }
    if let discount { return [discount] }
    let lesser = couponRemarks + consideredOffers
    if !lesser.isEmpty { return lesser }
    return old == new ? [] : [ChangeReason(.explanation, "the same amounts, explained anew")]
  }

  private var booking: [ChangeReason] {
    var reasons: [ChangeReason] = []
    if old.user != new.user {
      reasons.append(ChangeReason(.user, "user \(old.user) → \(new.user)"))
    }
    if old.service_date != new.service_date {
      reasons.append(
        ChangeReason(.serviceDate, "service date \(old.service_date) → \(new.service_date)"))
    }
    let followsService =
      old.billing_date == old.service_date && new.billing_date == new.service_date
    if old.billing_date != new.billing_date, !followsService {
      reasons.append(
        ChangeReason(.billingDate, "billed on \(new.billing_date), before on \(old.billing_date)"))
    }
    return reasons
  }

  /// What coupon and offer together give, where neither of them changed: the lab puts them together
  /// otherwise (`discounts.combine`), or the discount is cut.
  private var discount: ChangeReason? {
    if old.discount.source != new.discount.source {
      return ChangeReason(
        .discount,
        "the discount is \(Self.source(new.discount.source)), before \(Self.source(old.discount.source))"
      )
    }
    guard old.discount != new.discount else { return nil }
    return ChangeReason(.discount, "discount \(old.discount.amount) → \(new.discount.amount)")
  }

  private static func source(_ source: String) -> String {
    switch source {
    case "none": "none"
    case "coupon": "the coupon's"
    case "offer": "the offer's"
    default: "coupon and offer together"
    }
  }
}
