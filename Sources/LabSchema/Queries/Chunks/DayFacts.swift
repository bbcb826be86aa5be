package import Billing
internal import Postgres

/// What is in force on one service date.
package struct DayFacts: Sendable {
  package let serviceDate: CalendarDate
  /// Over the offers and distance prices.
  package let fingerprint: String
  /// Whether it is another than a night has noted.
  package let isChanged: Bool
}

extension ChunkReader {
  /// The service dates that a night looks after, with what is in force on them today.
  package func dayFacts(_ window: RunWindow) throws -> [DayFacts] {
    try connection.query(
      """
      with today as (
        select day.service_date,
          concat_ws(':', coalesce(offers.hash, 0), coalesce(distances.hash, 0)) as fingerprint
        from (
          select \(window.lookedAfterFrom)::date + number as service_date
          from generate_series(0, \(window.through.days(since: window.lookedAfterFrom))::int) number
        ) day
        left join lateral (
          select sum(\(Self.hash(ofOffer: "o"))) as hash
          from offers o
          where o.is_active
            and day.service_date between o.start_date and o.end_date
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
            and d.effective_from <= day.service_date
            and (d.effective_until is null or d.effective_until >= day.service_date)
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
  static func hash(ofOffer alias: String) -> Statement {
    Statement.hash(
      ofRow: """
        \(unescaped: alias).id, \(unescaped: alias).discount_type::text collate "C",
          \(unescaped: alias).discount_value, \(unescaped: alias).minimum_order_value,
          \(unescaped: alias).applicable_tests::text collate "C"
        """,
      seed: 3)
  }
}
