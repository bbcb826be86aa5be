internal import Billing
internal import Postgres

/// What a run did to records is kept, each step of all of them in one statement, in the transaction that
/// does it.
extension RunWriter {
  /// The first step of the records of these bookings. Of one that was finalized at once, that is told
  /// alone: ``Connection/recordHistory(ofBooking:timeZone:)`` says that it was drafted then.
  func keepCreated(_ bookings: [BookingID]) throws {
    try keep(
      """
      case when \(RecordSQL.isDraft("billing_records")) then \(word: RecordEventKind.drafted)
        else \(word: RecordEventKind.finalized) end
      """, Self.records(of: bookings))
  }

  /// A step of the records of these bookings, with the amounts as they stand.
  func keep(_ event: RecordEventKind, of bookings: [BookingID]) throws {
    try keep(event, Self.records(of: bookings))
  }

  private static func records(of bookings: [BookingID]) -> Statement {
    "billing_records where booking_id = any(\(bookings)::int[])"
  }

  /// The records that were given these numbers of a series.
  func keepInvoiced(_ series: NumberSeriesID, sequences: ClosedRange<Int64>) throws {
    try keep(
      .invoiced,
      """
      billing_records
      where invoice_series_id = \(series)
        and invoice_sequence between \(sequences.lowerBound)::bigint
          and \(sequences.upperBound)::bigint
      """)
  }

  /// A step of these records, with the amounts that they name.
  func keep(_ event: RecordEventKind, _ records: Statement) throws {
    try keep("\(word: event)", records)
  }

  /// A booking that the app moved from one chunk to a later one is met twice by a run: what was
  /// done last counts.
  private func keep(_ event: Statement, _ records: Statement) throws {
    try connection.execute(
      """
      insert into billing_record_events (
        booking_id, run_id, event, billing_date, \(Amounts.columns())
      )
      select booking_id, \(runID)::bigint, \(event), billing_date, \(Amounts.columns())
      from \(records)
      on conflict (booking_id, run_id, event) do update
      set happened_at = excluded.happened_at, billing_date = excluded.billing_date,
        \(Amounts.taken(from: "excluded"))
      """)
  }
}

/// A step of a booking's record.
enum RecordEventKind: String, StoredEnumeration {
  /// Its amounts were written, as a draft.
  case drafted
  /// The draft went: its booking was not billable any more.
  case removed
  case finalized
  case invoiced
}
