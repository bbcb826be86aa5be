internal import Postgres

extension ChunkReader {
  /// What is stored already for these bookings.
  package func records(of ids: [BookingID]) throws -> [BookingID: StoredRecord] {
    let rows = try connection.query(
      """
      select booking_id, id, status, user_id, base_amount, discount_amount, distance_charge,
        final_amount, test_ids, billing_date, fingerprint
      from billing_records
      where booking_id = any(\(ids)::int[])
      """
    ) { row in
      (
        try row.decode(0, as: BookingID.self),
        StoredRecord(
          recordID: try row.decode(1), status: try row.decode(2), userID: try row.decode(3),
          base: try row.decode(4), discount: try row.decode(5), distanceCharge: try row.decode(6),
          final: try row.decode(7), testIDs: try row.decode(8, as: TestIDList.self).ids,
          billingDate: try row.decode(9), fingerprint: try row.string(10))
      )
    }
    return Dictionary(uniqueKeysWithValues: rows)
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
