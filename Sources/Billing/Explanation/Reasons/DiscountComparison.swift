extension PricingComparison {
  private var redemptionsBefore: [CouponRedemptionID: HonouredRedemption] {
    Dictionary(old.redemptions.map { ($0.redemptionID, $0) }) { first, _ in first }
  }

  /// Redemptions that came, went, or promise another amount (R5).
  var coupons: [ChangeReason] {
    let before = redemptionsBefore
    let after = Set(new.redemptions.map(\.redemptionID))
    var reasons: [ChangeReason] = []
    for gone in old.redemptions where !after.contains(gone.redemptionID) {
      reasons.append(
        ChangeReason(.coupon, "coupon \(gone.couponCode) is no longer redeemed (\(gone.amount))"))
    }
    for redemption in new.redemptions {
      guard let known = before[redemption.redemptionID] else {
        reasons.append(
          ChangeReason(.coupon, "coupon \(redemption.couponCode) redeemed (\(redemption.amount))"))
        continue
      }
      if known.amount != redemption.amount {
        reasons.append(
          ChangeReason(
            .coupon,
            "coupon \(redemption.couponCode) promises \(known.amount) → \(redemption.amount)"))
      }
    }
    return reasons
  }

  /// What is said of a coupon beside its amount, which is honoured all the same.
  var couponRemarks: [ChangeReason] {
    let before = redemptionsBefore
    return new.redemptions.flatMap { redemption -> [ChangeReason] in
      guard let known = before[redemption.redemptionID] else { return [] }
      var reasons: [ChangeReason] = []
      if known.couponCode != redemption.couponCode {
        reasons.append(
          ChangeReason(.coupon, "coupon \(known.couponCode) is now called \(redemption.couponCode)")
        )
      }
      if known.problems != redemption.problems {
        let problems = redemption.problems.joined(separator: ", ")
        reasons.append(
          ChangeReason(
            .coupon,
            "coupon \(redemption.couponCode): \(problems.isEmpty ? "nothing is wrong with it now" : problems)"
          ))
      }
      if known.expected != redemption.expected {
        reasons.append(
          ChangeReason(
            .coupon,
            "the offer of coupon \(redemption.couponCode) gives \(known.expected.map { "\($0)" } ?? "nothing usable")"
              + " → \(redemption.expected.map { "\($0)" } ?? "nothing usable")"))
      }
      return reasons
    }
  }

  /// The offer that is taken off, and the one that was (R5).
  var appliedOffers: [ChangeReason] {
    let was = old.offers.first(where: \.isApplied)
    let now = new.offers.first(where: \.isApplied)
    if let was, let now, was.offerID == now.offerID {
      guard was.gives != now.gives else { return [] }
      return [ChangeReason(.offer, "offer *\(now.name)* gives \(was.gives) → \(now.gives)")]
    }
    var reasons: [ChangeReason] = []
    if let was {
      let today = new.offers.first { $0.offerID == was.offerID }
      reasons.append(
        ChangeReason(.offer, "offer *\(was.name)* no longer applies: \(Self.loss(today))"))
    }
    if let now {
      reasons.append(ChangeReason(.offer, "offer *\(now.name)* now applies (\(now.gives))"))
    }
    return reasons
  }

  /// Offers that were considered, and are not taken off before or after.
  var consideredOffers: [ChangeReason] {
    var reasons: [ChangeReason] = []
    for offer in old.offers where !new.offers.contains(where: { $0.offerID == offer.offerID }) {
      reasons.append(ChangeReason(.offer, "offer *\(offer.name)* is no longer in force"))
    }
    for offer in new.offers {
      guard let known = old.offers.first(where: { $0.offerID == offer.offerID }) else {
        reasons.append(
          ChangeReason(.offer, "offer *\(offer.name)* is in force, but \(Self.loss(offer))"))
        continue
      }
      guard known != offer else { continue }
      reasons.append(
        known.name == offer.name
          ? ChangeReason(
            .offer, "offer *\(offer.name)* would give \(offer.gives), \(Self.loss(offer))")
          : ChangeReason(.offer, "offer *\(known.name)* is now called *\(offer.name)*"))
    }
    return reasons
  }

  /// Why an offer is not the one that is taken off; nil is one that is not in force.
  private static func loss(_ offer: ConsideredOffer?) -> String {
    switch offer?.verdict {
    case nil: "it is not in force"
    case .belowMinimum: "the base amount is below its minimum"
    case .givesNothing: "it gives nothing"
    case .givesLess: "another gives more"
    case .replacedByCoupon: "a coupon takes its place"
    case .applied: "it is the one taken off"
    }
  }
}

extension ConsideredOffer {
  fileprivate var isApplied: Bool { verdict == .applied }
}
