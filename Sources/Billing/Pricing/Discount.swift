/// What is taken off a booking's base amount, and by what (R5).
package struct Discount: Codable, Equatable, Sendable {
  package enum Source: String, Codable, Sendable {
    case none
    case coupon
    case offer
    case couponAndOffer = "coupon_and_offer"
  }

  package var source: Source
  /// What coupon and offer come to together, before it is cut to the base amount.
  package var promised: Money
  /// At most the base amount.
  package var amount: Money

  package enum CodingKeys: String, CodingKey {
    case source
    case promised
    case amount
  }

  package static let none = Discount(source: .none, promised: .zero, amount: .zero)

  package var isCapped: Bool { amount < promised }
}

extension Discount {
  /// Puts coupons and the best offer together as the lab chose.
  ///
  /// - Parameter redeemed: the sum of the booking's redemptions; nil where there are none. A
  ///   redemption of nothing is still a redeemed coupon.
  init(
    redeemed: Money?, offered: Money, combine: DiscountCombination, base: Money
  ) throws(MoneyOverflow) {
    let offerSource: Source = offered > .zero ? .offer : .none
    switch (redeemed, combine) {
    case (nil, _):
      (source, promised) = (offerSource, offered)
    case (let redeemed?, .couponOrOffer):
      (source, promised) = (.coupon, redeemed)
    case (let redeemed?, .best):
      (source, promised) = redeemed >= offered ? (.coupon, redeemed) : (.offer, offered)
    case (let redeemed?, .both):
      (source, promised) = (
        offered > .zero ? .couponAndOffer : .coupon, try redeemed + offered
      )
    }
    amount = min(promised, base)
  }

  var usesOffer: Bool { source == .offer || source == .couponAndOffer }

  /// R5 `discount_capped`.
  var finding: Finding? {
    guard isCapped else { return nil }
    return Finding(.discountCapped, "a discount of \(promised) was cut to the base \(amount)")
  }
}
