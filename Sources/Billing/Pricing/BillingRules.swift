/// The lab's choices that the rules take as parameters.
package struct BillingRules: Sendable {
  /// Statuses that are billed and that never are (R2), trimmed and in lower case.
  package var billableStatuses: Set<String>
  package var excludedStatuses: Set<String>
  /// How a coupon and an offer go together (R5).
  package var combine: DiscountCombination
  /// Above this a distance is taken for a mistake until somebody looks (R4).
  package var maxDistance: Distance
  /// What each finding does (R8).
  package var severities: FindingSeverities

  package init(
    billableStatuses: some Sequence<String> = ["completed"],
    excludedStatuses: some Sequence<String> = ["cancelled"],
    combine: DiscountCombination = .couponOrOffer,
    maxDistance: Distance = Distance(thousandths: 100_000),
    severities: FindingSeverities = FindingSeverities()
  ) {
    self.billableStatuses = Set(billableStatuses.map(normalizedStatus))
    self.excludedStatuses = Set(excludedStatuses.map(normalizedStatus))
    self.combine = combine
    self.maxDistance = maxDistance
    self.severities = severities
  }
}

/// How a redeemed coupon and an offer that applies by itself go together (R5).
package enum DiscountCombination: String, CaseIterable, Sendable {
  /// A redeemed coupon replaces offers.
  case couponOrOffer = "coupon_or_offer"
  /// The larger of the two, a tie to the coupon.
  case best
  /// Both.
  case both
}
