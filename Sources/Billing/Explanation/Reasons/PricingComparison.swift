/// The reasons for which a booking is priced otherwise today: its stored explanation (R9) against a
/// new one. Pure.
package struct PricingComparison {
  let old: Explanation
  let new: Explanation
  /// The names of tests by id; one that is not there is called by its id.
  let testNames: [TestID: String]

  package init(
    from old: Explanation, to new: Explanation, testNames: [TestID: String]
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
    if old.userID != new.userID {
      reasons.append(ChangeReason(.user, "user \(old.userID) → \(new.userID)"))
    }
    if old.serviceDate != new.serviceDate {
      reasons.append(
        ChangeReason(.serviceDate, "service date \(old.serviceDate) → \(new.serviceDate)"))
    }
    let followsService =
      old.billingDate == old.serviceDate && new.billingDate == new.serviceDate
    if old.billingDate != new.billingDate, !followsService {
      reasons.append(
        ChangeReason(.billingDate, "billed on \(new.billingDate), before on \(old.billingDate)"))
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

  private static func source(_ source: Discount.Source) -> String {
    switch source {
    case .none: "none"
    case .coupon: "the coupon's"
    case .offer: "the offer's"
    case .couponAndOffer: "coupon and offer together"
    }
  }
}
