/// What the lab charges and gives away, beside the tests themselves: read once for each chunk, in
/// the chunk's own snapshot.
package struct PriceBook: Sendable {
  package var offers: [OfferFacts]
  package var distancePricings: [DistancePricing]

  package init(offers: [OfferFacts] = [], distancePricings: [DistancePricing] = []) {
    self.offers = offers
    self.distancePricings = distancePricings
  }
}

/// How an offer's value is meant.
package enum DiscountType: String, NamedEnumeration {
  case percentage
  case fixedAmount = "fixed_amount"
}

/// One `offers` row as the app wrote it, usable or not.
package struct OfferFacts: Sendable {
  package var id: OfferID
  package var name: String
  /// A word for a ``DiscountType``; anything else makes the offer unusable.
  package var discountType: String
  /// A percentage, or an amount.
  package var discountValue: AmountReading
  package var startDate: CalendarDate
  package var endDate: CalendarDate
  package var isActive: Bool
  /// The text that the app wrote, or that of its JSON.
  package var applicableTests: String?
  package var minimumOrderValue: AmountReading
  /// Whether a coupon redeems the offer, so that it never applies by itself.
  package var hasCoupons: Bool

  package init(
    id: OfferID, name: String, discountType: String, discountValue: AmountReading,
    startDate: CalendarDate, endDate: CalendarDate, isActive: Bool = true,
    applicableTests: String? = nil, minimumOrderValue: AmountReading = .absent,
    hasCoupons: Bool = false
  ) {
    self.id = id
    self.name = name
    self.discountType = discountType
    self.discountValue = discountValue
    self.startDate = startDate
    self.endDate = endDate
    self.isActive = isActive
    self.applicableTests = applicableTests
    self.minimumOrderValue = minimumOrderValue
    self.hasCoupons = hasCoupons
  }
}

/// One `distance_pricing_configs` row (R4).
package struct DistancePricing: Equatable, Sendable {
  package var id: DistancePricingConfigID
  package var baseCharge: Money
  package var chargePerKm: Money
  /// Up to here a visit is free.
  package var maxFreeDistance: Distance
  package var effectiveFrom: CalendarDate
  /// The last day it is in force; nil is open.
  package var effectiveUntil: CalendarDate?
  package var isActive: Bool

  package init(
    id: DistancePricingConfigID, baseCharge: Money, chargePerKm: Money,
    maxFreeDistance: Distance, effectiveFrom: CalendarDate, effectiveUntil: CalendarDate? = nil,
    isActive: Bool = true
  ) {
    self.id = id
    self.baseCharge = baseCharge
    self.chargePerKm = chargePerKm
    self.maxFreeDistance = maxFreeDistance
    self.effectiveFrom = effectiveFrom
    self.effectiveUntil = effectiveUntil
    self.isActive = isActive
  }
}
