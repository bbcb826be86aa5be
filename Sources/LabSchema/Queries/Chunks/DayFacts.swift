package import Billing
internal import Postgres

/// What the bookings of one service date are priced from, beside their own rows.
package struct DayFacts: Sendable {
  package let serviceDate: CalendarDate
  /// Over which lines and redemptions they have, whole redemptions with their coupons, and the offers and
  /// distance prices in force.
  package let fingerprint: String
  /// Whether it is another than a night has noted.
  package let isChanged: Bool
}

extension ChunkReader {
  /// The service dates that a night looks after, with what is there today. A line that was changed says so
  /// itself; one that is gone, or went to another booking, is missed in the fingerprint of its day. Few
  /// redemptions change at all, and their coupons with them: of these the fingerprint has everything.
  package func dayFacts(_ window: RunWindow) throws -> [DayFacts] {
    try connection.query(
      """
      with booked as materialized (
        select b.id, \(dates.serviceDate()) as service_date
        from bookings b
        where \(dates.isWithin(window.lookedAfterFrom, through: window.through))
      ),
      lines as (
        select booked.service_date, sum(hashint8extended(i.id, i.booking_id)) as hash
        from booked
        join booking_items i on i.booking_id = booked.id
        group by booked.service_date
      ),
      redeemed as (
        select booked.service_date,
          sum(
            \(Statement.hash(
              ofRow: """
                r.id, r.booking_id, r.coupon_id, r.user_id, r.discount_amount,
                  r.redemption_date::timestamptz, c.code::text collate "C", c.is_active,
                  c.start_date::timestamptz, c.end_date::timestamptz, c.max_uses, c.max_uses_per_user,
                  \(Self.hash(ofOffer: "o"))
                """,
              seed: 2))
          ) as hash
        from booked
        join coupon_redemptions r on r.booking_id = booked.id
        left join coupons c on c.id = r.coupon_id
        left join offers o on o.id = c.offer_id
        group by booked.service_date
      ),
      today as (
        select booked.service_date,
          concat_ws(
            ':', coalesce(lines.hash, 0), coalesce(redeemed.hash, 0), coalesce(offers.hash, 0),
            coalesce(distances.hash, 0)
          ) as fingerprint
        from (select distinct service_date from booked) booked
        left join lines on lines.service_date = booked.service_date
        left join redeemed on redeemed.service_date = booked.service_date
        left join lateral (
          select sum(\(Self.hash(ofOffer: "o"))) as hash
          from offers o
          where o.is_active
            and booked.service_date between o.start_date and o.end_date
            and not exists (select from coupons c where c.offer_id = o.id)
        ) offers on true
        left join lateral (
          select sum(
              \(Statement.hash(
                ofRow: "d.id, d.base_charge, d.charge_per_km, d.max_free_distance_km, d.effective_from",
                seed: 4))
            ) as hash
          from distance_pricing_configs d
          where d.is_active
            and d.effective_from <= booked.service_date
            and (d.effective_until is null or d.effective_until >= booked.service_date)
        ) distances on true
      )
      select today.service_date, today.fingerprint,
        known.fingerprint is distinct from today.fingerprint
      from today
      left join billing_day_fingerprints known on known.service_date = today.service_date
      order by today.service_date
      """
    ) { row in
      DayFacts(
        serviceDate: try row.decode(0), fingerprint: try row.string(1), isChanged: try row.bool(2))
    }
  }

  /// A number over all of an offer that decides what it gives.
  private static func hash(ofOffer alias: String) -> Statement {
    Statement.hash(
      ofRow: """
        \(unescaped: alias).id, \(unescaped: alias).discount_type::text collate "C",
          \(unescaped: alias).discount_value, \(unescaped: alias).minimum_order_value,
          \(unescaped: alias).applicable_tests::text collate "C"
        """,
      seed: 3)
  }
}
