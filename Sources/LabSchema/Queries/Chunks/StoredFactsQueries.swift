package import Billing
internal import Postgres

extension ChunkReader {
  /// What is stored already for these bookings.
  package func records(of ids: [BookingID]) throws -> [BookingID: StoredRecord] {
    let rows = try connection.query(
      """
      select r.booking_id, r.id, r.status, r.user_id, r.test_ids, r.billing_date, r.fingerprint,
        \(Amounts.columns(of: "r")), standing.test_ids, \(Amounts.columns(of: "standing"))
      from billing_records r
      \(Self.standing)
      where r.booking_id = any(\(ids)::int[])
      """
    ) { row in
      (
        try row.decode(0, as: BookingID.self),
        StoredRecord(
          recordID: try row.decode(1), status: try row.decode(2), userID: try row.decode(3),
          amounts: try Amounts(row: row, from: 7),
          testIDs: try row.decode(4, as: TestIDList.self).ids, billingDate: try row.decode(5),
          fingerprint: try row.string(6),
          adjusted: try Self.standing(row, from: 7 + Amounts.columnCount))
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
      select r.booking_id,
        \(ExplanationSQL(NoteSQL.standingExplanation).text(.serviceDate))::date
      from billing_records r
      \(NoteSQL.joinLast)
      where r.booking_id = any(\(asked)::int[])
      """
    ) { row in
      (try row.decode(0, as: BookingID.self), try row.decodeOptional(1, as: CalendarDate.self))
    }
    for (booking, date) in rows { records[booking]?.billedServiceDate = date }
  }

  /// What the last note of record `r` has made of it, by the note's own explanation; the amount is
  /// the record's with all of its notes.
  private static let standing: Statement = {
    let explanation = ExplanationSQL("a.pricing_after")
    let test = ExplanationSQL.json("line", PricedLine.CodingKeys.testID)
    let amounts = Amounts.Part.allCases.map { part -> Statement in
      let amount = part == .final ? finalWithNotes : explanation.amount(part)
      return "\(amount) as \(unescaped: part.column)"
    }
    let columns: Statement = """
      \(Statement.list(amounts)),
        (
          select coalesce(jsonb_agg(billed.test order by billed.place), '[]')
          from (
            select \(test) as test, min(line.place) as place
            from \(explanation.elements(.lines, as: "line"))
            where \(test) is not null
            group by 1
          ) billed
        ) as test_ids
      """
    return "left join lateral \(NoteSQL.last(columns, as: "standing")) on true"
  }()

  /// What record `r` comes to with all of its notes.
  private static let finalWithNotes: Statement = """
    r.final_amount + (
      select sum(\(NoteSQL.change("note"))) from billing_adjustments note where note.record_id = r.id
    )
    """

  private static func standing(
    _ row: borrowing Row, from column: Int
  ) throws -> RecordStanding? {
    guard let tests = try row.decodeOptional(column, as: TestIDList.self) else { return nil }
    return RecordStanding(amounts: try Amounts(row: row, from: column + 1), testIDs: tests.ids)
  }

  /// The open findings of these bookings.
  package func openFindings(of ids: [BookingID]) throws -> [BookingID: [StoredFinding]] {
    let rows = try connection.query(
      """
      select booking_id, finding_id, kind, severity, detail, service_date, billing_period,
        released_fingerprint, accepted_fingerprint
      from billing_findings f
      where \(FindingState.isCurrent()) and booking_id = any(\(ids)::int[])
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
      from billing_findings f
      where \(FindingState.isCurrent()) and offer_id is not null
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
