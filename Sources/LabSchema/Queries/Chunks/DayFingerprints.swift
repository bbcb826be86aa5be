package import Billing
package import Postgres

/// A billing date whose finalized records were priced from something else than is there today.
package struct ChangedDay: Equatable, Sendable {
  package let billingDate: CalendarDate
  /// Over what is there today.
  package let fingerprint: String
}

extension ChunkReader {
  /// The billing dates within the look-back that a night does not price anew, and of which anything
  /// that decides about an amount changed since a night last looked: a booking, its customer, lines,
  /// redemptions, a list price that stood in for one, or the offers and distance prices of its service
  /// date. The server holds one number a day against the one that was noted; no row travels.
  ///
  /// - Parameter terms: whatever else decides, such as the lab's choices: where it is another text,
  ///   every day has changed.
  package func changedDays(_ window: RunWindow, terms: String) throws -> [ChangedDay] {
    try connection.query(
      """
      with looked_at as materialized (
        select r.billing_date, r.booking_id
        from billing_records r
        where \(RecordSQL.isFinalized())
          and r.billing_date >= \(window.lookBackFrom)::date
          and (
            r.billing_date not between \(window.repriceFrom)::date and \(window.through)::date
            or \(PeriodSQL.isClosed(period: "r.billing_period"))
          )
      ),
      lines as (
        select i.booking_id,
          sum(
            hash_record_extended(
              row(
                i.id, i.test_id, i.quantity, i.unit_price,
                case when i.unit_price is null then t.discounted_price end,
                case when i.unit_price is null then t.price end
              ),
              1
            )
          ) as hash
        from looked_at
        join booking_items i on i.booking_id = looked_at.booking_id
        left join tests t on t.id = i.test_id
        group by i.booking_id
      ),
      redeemed as (
        select c.booking_id, sum(hash_record_extended(row(c.id, c.discount_amount), 2)) as hash
        from looked_at
        join coupon_redemptions c on c.booking_id = looked_at.booking_id
        group by c.booking_id
      ),
      booked as materialized (
        select looked_at.billing_date, b.id, u.id as user_id, b.status::text collate "C" as status,
          \(dates.serviceDate()) as service_date, b.estimated_distance_km, lines.hash as lines,
          redeemed.hash as redemptions
        from looked_at
        join bookings b on b.id = looked_at.booking_id
        left join users u on u.id = b.user_id
        left join lines on lines.booking_id = b.id
        left join redeemed on redeemed.booking_id = b.id
      ),
      priced as materialized (
        select dated.service_date,
          (
            select sum(
              hash_record_extended(
                row(
                  o.id, o.discount_type::text collate "C", o.discount_value, o.minimum_order_value,
                  o.applicable_tests::text collate "C"
                ),
                3
              )
            )
            from offers o
            where o.is_active
              and dated.service_date between o.start_date and o.end_date
              and not exists (select from coupons c where c.offer_id = o.id)
          ) as offers,
          (
            select sum(
              hash_record_extended(
                row(d.id, d.base_charge, d.charge_per_km, d.max_free_distance_km, d.effective_from), 4
              )
            )
            from distance_pricing_configs d
            where d.is_active
              and d.effective_from <= dated.service_date
              and (d.effective_until is null or d.effective_until >= dated.service_date)
          ) as distances
        from (select distinct service_date from booked) dated
      ),
      today as (
        select booked.billing_date,
          sum(
            hash_record_extended(
              row(
                booked.id, booked.user_id, booked.status, booked.service_date,
                booked.estimated_distance_km, booked.lines, booked.redemptions, priced.offers,
                priced.distances
              ),
              hashtextextended(\(terms)::text collate "C", 0)
            )
          )::text as fingerprint
        from booked
        -- Without a service date there are no prices either.
        left join priced on priced.service_date = booked.service_date
        group by booked.billing_date
      )
      select today.billing_date, today.fingerprint
      from today
      left join billing_day_fingerprints known on known.billing_date = today.billing_date
      where known.fingerprint is distinct from today.fingerprint
      order by today.billing_date
      """
    ) { row in
      ChangedDay(billingDate: try row.decode(0), fingerprint: try row.string(1))
    }
  }
}

extension Connection {
  /// Notes what a run has held the records of these days against.
  package func note(_ days: [ChangedDay], runID: RunID) throws {
    guard !days.isEmpty else { return }
    try execute(
      """
      insert into billing_day_fingerprints (billing_date, fingerprint, run_id)
      select day.billing_date, day.fingerprint, \(runID)::bigint
      from unnest(\(days.map(\.billingDate))::date[], \(days.map(\.fingerprint))::text[])
        as day (billing_date, fingerprint)
      on conflict (billing_date) do update
      set fingerprint = excluded.fingerprint, run_id = excluded.run_id
      """)
  }
}
