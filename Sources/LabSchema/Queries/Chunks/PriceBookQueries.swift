package import Billing
package import Postgres

extension ChunkReader {
  /// All offers and distance pricings, as of the transaction's snapshot.
  package func priceBook() throws -> PriceBook {
    PriceBook(offers: try offers(), distancePricings: try connection.distancePricings())
  }

  private func offers() throws -> [OfferFacts] {
    // The cast serves whatever the column is: text, or the jsonb or json of an app's own table.
    try connection.query(
      """
      select o.id, o.name, o.discount_type, o.discount_value, o.start_date, o.end_date, o.is_active,
        o.applicable_tests::text, o.minimum_order_value,
        exists (select from coupons c where c.offer_id = o.id)
      from offers o
      order by o.id
      """
    ) { row in
      OfferFacts(
        id: try row.decode(0), name: try row.string(1), discountType: try row.string(2),
        discountValue: row.amountReading(3), startDate: try row.decode(4),
        endDate: try row.decode(5), isActive: try row.bool(6),
        applicableTests: try row.optionalString(7), minimumOrderValue: row.amountReading(8),
        hasCoupons: try row.bool(9))
    }
  }
}

extension Connection {
  /// All distance prices (R4), by id.
  package func distancePricings() throws -> [DistancePricing] {
    try query(
      """
      select id, base_charge, charge_per_km, max_free_distance_km, effective_from, effective_until,
        is_active
      from distance_pricing_configs
      order by id
      """
    ) { row in
      DistancePricing(
        id: try row.decode(0), baseCharge: try row.decode(1), chargePerKm: try row.decode(2),
        maxFreeDistance: try row.decode(3), effectiveFrom: try row.decode(4),
        effectiveUntil: try row.decodeOptional(5), isActive: try row.bool(6))
    }
  }
}
