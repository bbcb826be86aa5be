internal import Billing

/// Columns of the plan that a night reads as never null, since money depends on them: made by the app,
/// they become `not null` when they are taken over. Every other column may stay nullable where the
/// app made it so, or its inserts of nothing would break.
enum NeededValues {
  /// - Parameter column: with its table, as `offers.start_date`.
  static func contains(_ column: String) -> Bool {
    columns.contains(column) || column.hasPrefix("\(Table.billingRecords.name).")
      || column.hasSuffix(".id")
  }

  private static let columns: Set<String> = [
    "offers.name", "offers.discount_type", "offers.discount_value", "offers.start_date",
    "offers.end_date", "offers.is_active",
    "coupons.code", "coupons.start_date", "coupons.end_date", "coupons.is_active",
    "coupons.max_uses_per_user",
    "coupon_redemptions.coupon_id", "coupon_redemptions.booking_id",
    "coupon_redemptions.user_id", "coupon_redemptions.discount_amount",
    "coupon_redemptions.redemption_date",
    "distance_pricing_configs.base_charge", "distance_pricing_configs.charge_per_km",
    "distance_pricing_configs.max_free_distance_km", "distance_pricing_configs.effective_from",
    "distance_pricing_configs.is_active",
  ]
}
