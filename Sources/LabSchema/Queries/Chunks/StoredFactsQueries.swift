internal import Postgres

extension ChunkReader {
  /// What is stored already for these bookings.
  package func records(of ids: [BookingID]) throws -> [BookingID: StoredRecord] {
    let rows = try connection.query(
      """
      select r.booking_id, r.id, r.status, r.user_id, r.base_amount, r.discount_amount,
        r.distance_charge, r.final_amount, r.test_ids, r.billing_date, r.fingerprint,
        standing.base, standing.discount, standing.distance, standing.final, standing.test_ids
      from billing_records r
      \(Self.standing)
      where r.booking_id = any(\(ids)::int[])
      """
    ) { row in
      (
        try row.decode(0, as: BookingID.self),
        StoredRecord(
          recordID: try row.decode(1), status: try row.decode(2), userID: try row.decode(3),
          base: try row.decode(4), discount: try row.decode(5), distanceCharge: try row.decode(6),
          final: try row.decode(7), testIDs: try row.decode(8, as: TestIDList.self).ids,
          billingDate: try row.decode(9), fingerprint: try row.string(10),
          adjusted: try Self.standing(row))
      )
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// Asks finalized records for the service date they bill, where the booking's own cannot be taken for
  /// it: it lies in another month, or the record was posted to the first day of its month (R7). Only of
  /// these few, since an explanation takes long to open.
  package func addBilledServiceDates(
    to records: inout [BookingID: StoredRecord], of bookings: [BookingFacts]
  ) throws {
    let asked = bookings.compactMap { booking -> BookingID? in
      guard let record = records[booking.id], record.isFinalized, let date = booking.serviceDate,
        date.period != record.billingDate.period
          || record.billingDate == record.billingDate.period.first
      else { return nil }
      return booking.id
    }
    guard !asked.isEmpty else { return }
    let rows = try connection.query(
      """
      select r.booking_id, (coalesce(last.pricing_after, r.pricing) ->> 'service_date')::date
      from billing_records r
      left join lateral (
        select a.pricing_after
        from billing_adjustments a
        where a.record_id = r.id
        order by a.adjustment_id desc
        limit 1
      ) last on true
      where r.booking_id = any(\(asked)::int[])
      """
    ) { row in
      (try row.decode(0, as: BookingID.self), try row.decodeOptional(1, as: CalendarDate.self))
    }
    for (booking, date) in rows { records[booking]?.billedServiceDate = date }
  }

  /// What the last note of record `r` has made of it, by the note's own explanation; the amount is
  /// the record's with all of its notes.
  private static let standing: Statement = """
    left join lateral (
      select (a.pricing_after ->> 'base')::numeric as base,
        (a.pricing_after -> 'discount' ->> 'amount')::numeric as discount,
        coalesce((a.pricing_after -> 'distance' ->> 'charge')::numeric, 0) as distance,
        r.final_amount + (
          select sum(case note.kind when 'debit_note' then note.amount else -note.amount end)
          from billing_adjustments note
          where note.record_id = r.id
        ) as final,
        (
          select coalesce(jsonb_agg(billed.test order by billed.place), '[]')
          from (
            select line -> 'test' as test, min(place) as place
            from jsonb_array_elements(a.pricing_after -> 'lines') with ordinality
              as lines (line, place)
            where line -> 'test' is not null
            group by line -> 'test'
          ) billed
        ) as test_ids
      from billing_adjustments a
      where a.record_id = r.id
      order by a.adjustment_id desc
      limit 1
    ) standing on true
    """

  private static func standing(_ row: borrowing Row) throws -> RecordStanding? {
    guard let base = try row.decodeOptional(11, as: Money.self) else { return nil }
    return RecordStanding(
      base: base, discount: try row.decode(12), distanceCharge: try row.decode(13),
      final: try row.decode(14), testIDs: try row.decode(15, as: TestIDList.self).ids)
  }

  /// The open findings of these bookings.
  package func openFindings(of ids: [BookingID]) throws -> [BookingID: [StoredFinding]] {
    let rows = try connection.query(
      """
      select booking_id, finding_id, kind, severity, detail, service_date, billing_period,
        released_fingerprint, accepted_fingerprint
      from billing_findings
      where closed_run_id is null and booking_id = any(\(ids)::int[])
      order by finding_id
      """
    ) { row in (try row.decode(0, as: BookingID.self), try Self.finding(row)) }
    return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
  }

  /// The open findings about offers.
  package func openOfferFindings() throws -> [OfferID: StoredFinding] {
    let rows = try connection.query(
      """
      select offer_id, finding_id, kind, severity, detail, service_date, billing_period,
        released_fingerprint, accepted_fingerprint
      from billing_findings
      where closed_run_id is null and offer_id is not null
      order by finding_id
      """
    ) { row in (try row.decode(0, as: OfferID.self), try Self.finding(row)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private static func finding(_ row: borrowing Row) throws -> StoredFinding {
    StoredFinding(
      findingID: try row.decode(1), kind: try row.decode(2), severity: try row.decode(3),
      detail: try row.string(4), serviceDate: try row.decodeOptional(5),
      billingPeriod: try row.decodeOptional(6), releasedFingerprint: try row.optionalString(7),
      acceptedFingerprint: try row.optionalString(8))
  }
}
