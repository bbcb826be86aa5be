package import Billing
package import Postgres

/// An offer with what became of it.
package struct ListedOffer: Sendable {
  package let id: OfferID
  package let name: String
  package let discountType: String
  package let discountValue: AmountReading
  package let startDate: CalendarDate
  package let endDate: CalendarDate
  package let isActive: Bool
  package let eventTag: String?
  package let applicableTests: String?
  package let minimumOrderValue: AmountReading
  package let description: String?
  /// With one it is redeemed by code, and applies by itself no more (R5).
  package let coupons: Int
  package let redemptions: Int
  /// What was given for its coupons.
  package let redeemed: PlanAmounts.Sum
}

/// Which offers or coupons are listed.
package struct OfferFilter: Sendable {
  /// Those that are active and in force on this date.
  package var inForceOn: CalendarDate?
  /// Those that are active and end on one of these dates.
  package var endingOn: ClosedRange<CalendarDate>?
  package var id: Int64?

  package init(
    inForceOn: CalendarDate? = nil, endingOn: ClosedRange<CalendarDate>? = nil, id: Int64? = nil
  ) {
    (self.inForceOn, self.endingOn, self.id) = (inForceOn, endingOn, id)
  }
}

extension Connection {
  /// Offers, by when they end, then by name.
  package func offers(_ filter: OfferFilter) throws -> [ListedOffer] {
    let found = try FoundTable(.offers, in: self)
    // What nothing bills by may be missing in an app's own table.
    func column(_ name: String) -> String {
      found.table.column(name) == nil ? "null" : "o.\(name)"
    }
    var conditions: [Statement] = ["true"]
    if let date = filter.inForceOn {
      conditions.append("o.is_active and \(date)::date between o.start_date and o.end_date")
    }
    if let dates = filter.endingOn {
      conditions.append(
        "o.is_active and o.end_date between \(dates.lowerBound)::date and \(dates.upperBound)::date"
      )
    }
    if let id = filter.id { conditions.append("o.id = \(id)") }
    return try query(
      """
      select o.id, o.name, o.discount_type::text, o.discount_value, o.start_date, o.end_date,
        o.is_active, \(unescaped: column("event_tag")), o.applicable_tests::text,
        o.minimum_order_value, \(unescaped: column("description")), codes.coupons, uses.count,
        uses.amount
      from offers o
      cross join lateral (select count(*) as coupons from coupons c where c.offer_id = o.id) codes
      cross join lateral (
        select count(*) as count, (coalesce(sum(r.discount_amount), 0) * 100)::numeric(38, 0) as amount
        from coupons c
        join coupon_redemptions r on r.coupon_id = c.id
        where c.offer_id = o.id
      ) uses
      where \(conditions.joined(separator: " and "))
      order by o.end_date, o.name, o.id
      """
    ) { row in
      ListedOffer(
        id: try row.decode(0), name: try row.string(1), discountType: try row.string(2),
        discountValue: row.amountReading(3), startDate: try row.decode(4),
        endDate: try row.decode(5), isActive: try row.bool(6),
        eventTag: try row.optionalString(7), applicableTests: try row.optionalString(8),
        minimumOrderValue: row.amountReading(9), description: try row.optionalString(10),
        coupons: try row.int(11), redemptions: try row.int(12),
        redeemed: PlanAmounts.Sum(minorUnits: Int128(try row.string(13)) ?? 0))
    }
  }
}
