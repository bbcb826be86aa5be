/// What a price depends on (R3 to R5): the columns of which a change is kept whoever makes it. The triggers
/// say the same (`0087_jobs_expand_coupon_changes` and the file after it), and a test holds the two together.
package enum PricedColumns {
  package static let tests = ["price", "discounted_price"]

  package static let offers = [
    "name", "discount_type", "discount_value", "start_date", "end_date", "is_active",
    "applicable_tests", "minimum_order_value",
  ]

  package static let coupons = [
    "code", "offer_id", "start_date", "end_date", "is_active", "max_uses", "max_uses_per_user",
  ]

  package static let distancePricingConfigs = [
    "base_charge", "charge_per_km", "max_free_distance_km", "effective_from", "effective_until",
    "is_active",
  ]

  package static let all: [(table: Table, columns: [String])] = [
    (.tests, tests), (.offers, offers), (.coupons, coupons),
    (.distancePricingConfigs, distancePricingConfigs),
  ]
}
