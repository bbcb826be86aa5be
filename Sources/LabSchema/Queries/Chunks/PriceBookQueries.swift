internal import Postgres

extension ChunkReader {
  /// All offers and distance pricings, as of the transaction's snapshot.
  package func priceBook() throws -> PriceBook {
    PriceBook(offers: try offers(), distancePricings: try distancePricings())
  }

  private func offers() throws -> [OfferFacts] {
    // jsonb takes the applicable tests apart, so that no JSON is parsed on this side.
    try connection.query(
      """
      select o.id, o.name, o.discount_type, o.discount_value, o.start_date, o.end_date, o.is_active,
        o.minimum_order_value,
        exists (select from coupons c where c.offer_id = o.id),
        jsonb_typeof(o.applicable_tests),
        o.applicable_tests #>> '{}',
        element.position is not null,
        element.kind in ('number', 'string'),
        element.value
      from offers o
      left join lateral (
        select position, jsonb_typeof(entry) as kind, entry #>> '{}' as value
        from jsonb_array_elements(
          case jsonb_typeof(o.applicable_tests) when 'array' then o.applicable_tests end
        ) with ordinality as elements (entry, position)
      ) element on true
      order by o.id, element.position
      """
    ) { row in
      OfferRow(
        facts: OfferFacts(
          id: try row.decode(0), name: try row.string(1), discountType: try row.string(2),
          discountValue: row.amountReading(3), startDate: try row.decode(4),
          endDate: try row.decode(5), isActive: try row.bool(6),
          minimumOrderValue: row.amountReading(7), hasCoupons: try row.bool(8)),
        jsonType: try row.optionalString(9), jsonText: try row.optionalString(10),
        element: try row.bool(11)
          ? (isPlain: try row.bool(12), text: try row.optionalString(13) ?? "") : nil)
    }.reduce(into: []) { offers, row in row.add(to: &offers) }
  }

  private func distancePricings() throws -> [DistancePricing] {
    try connection.query(
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

/// An offer with at most one element of its applicable tests; an offer of several has several rows.
private struct OfferRow {
  var facts: OfferFacts
  var jsonType: String?
  var jsonText: String?
  var element: (isPlain: Bool, text: String)?

  func add(to offers: inout [OfferFacts]) {
    if offers.last?.id != facts.id {
      var offer = facts
      offer.applicableTests =
        switch jsonType {
        case nil, "null": .notGiven
        case "string": .text(jsonText ?? "")
        case "array": .list([])
        default: .other
        }
      offers.append(offer)
    }
    guard let element, case .list(let texts) = offers[offers.count - 1].applicableTests else {
      return
    }
    offers[offers.count - 1].applicableTests =
      element.isPlain ? .list(texts + [element.text]) : .other
  }
}
