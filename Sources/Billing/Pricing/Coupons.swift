/// A redemption that is honoured, and what is wrong with it (R5, R9).
package struct HonouredRedemption: Codable, Equatable, Sendable {
  package var redemptionID: CouponRedemptionID
  package var couponCode: String
  /// What the customer was promised, and gets.
  package var amount: Money
  /// What the coupon's offer would give this booking; nil without a usable offer.
  package var expected: Money?
  /// Why it should not have been redeemed; empty where nothing is wrong.
  package var problems: [String]

  package enum CodingKeys: String, CodingKey {
    case redemptionID = "redemption"
    case couponCode = "coupon"
    case amount
    case expected
    case problems
  }
}

/// The redemptions of one booking (R5).
struct CouponAssessment {
  private(set) var honoured: [HonouredRedemption] = []
  private(set) var amount = Money.zero
  /// Which bookings had used a coupon up before, by redemption: words for the finding, and no part of
  /// the explanation, as what becomes of those bookings changes nothing of this one's.
  private var earlierUses: [CouponRedemptionID: [String]] = [:]
  private(set) var quarantine: [Finding] = []

  init(
    _ redemptions: ArraySlice<RedemptionFacts>, of user: UserID?, offers: OfferBook,
    lines: [PricedLine], base: Money
  ) {
    var negatives: [RedemptionFacts] = []
    var isOutOfRange = false
    for redemption in redemptions {
      guard case .amount(let promised) = redemption.amount, !promised.isNegative else {
        negatives.append(redemption)
        continue
      }
      if let sum = try? amount + promised, sum.isStorable {
        amount = sum
      } else {
        isOutOfRange = true
      }
      honoured.append(
        HonouredRedemption(
          redemptionID: redemption.id, couponCode: redemption.couponCode, amount: promised,
          expected: redemption.offerID.flatMap { offers[$0] }.map { offer in
            offer.isReached(by: base) ? offer.given(on: offer.eligibleAmount(of: lines)) : .zero
          },
          problems: Self.problems(redemption, of: user, offers: offers)))
      if !redemption.earlierUses.isEmpty { earlierUses[redemption.id] = redemption.earlierUses }
    }
    if !negatives.isEmpty {
      let names = negatives.map { "coupon \($0.couponCode) (redemption \($0.id))" }
      quarantine.append(
        Finding(.badRedemption, "\(names.joined(separator: ", ")): the amount is negative"))
    } else if isOutOfRange {
      quarantine.append(
        Finding(.amountOutOfRange, "the redeemed coupons are over \(Money.largestStored)"))
    }
  }

  /// What is wrong with a redemption, judged as of its own date.
  private static func problems(
    _ redemption: RedemptionFacts, of user: UserID?, offers: OfferBook
  ) -> [String] {
    var problems: [String] = []
    if !redemption.isCouponActive { problems.append("the coupon is inactive") }
    if !redemption.isWithinCouponDates { problems.append("outside the coupon's dates") }
    if redemption.isBeyondMaxUses { problems.append("beyond the coupon's uses") }
    if redemption.isBeyondMaxUsesPerUser { problems.append("beyond the coupon's uses by a user") }
    if redemption.userID != user {
      problems.append("redeemed by user \(redemption.userID), not the booking's")
    }
    guard let offerID = redemption.offerID else { return problems }
    guard let offer = offers[offerID] else {
      return problems + ["its offer is unusable"]
    }
    if !offer.facts.isActive { problems.append("its offer is inactive") }
    if redemption.redeemedOn < offer.facts.startDate || redemption.redeemedOn > offer.facts.endDate
    {
      problems.append("outside its offer's dates")
    }
    return problems
  }

  /// `redemption_invalid` and `redemption_mismatch`, at most one of each.
  var findings: [Finding] {
    var findings: [Finding] = []
    let invalid = honoured.filter { !$0.problems.isEmpty }
    if !invalid.isEmpty {
      let details = invalid.map { redemption in
        "coupon \(redemption.couponCode): \(redemption.problems.joined(separator: ", "))"
          + (earlierUses[redemption.redemptionID].map {
            ", used before by \($0.joined(separator: ", "))"
          } ?? "")
      }
      findings.append(Finding(.redemptionInvalid, details.joined(separator: "; ")))
    }
    let mismatched = honoured.compactMap { redemption -> String? in
      guard let expected = redemption.expected, expected != redemption.amount else { return nil }
      return "coupon \(redemption.couponCode) promised \(redemption.amount), "
        + "its offer gives \(expected)"
    }
    if !mismatched.isEmpty {
      findings.append(Finding(.redemptionMismatch, mismatched.joined(separator: "; ")))
    }
    return findings
  }
}
