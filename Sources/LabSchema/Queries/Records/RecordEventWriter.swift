internal import Billing
internal import Postgres

/// Keeps what a run did to records, each step of all of them in one statement, in the transaction
/// that does it.
struct RecordEventWriter {
  let connection: Connection
  let runID: RunID

  private static let columns: Statement = """
    booking_id, run_id, event, billing_date, \(Amounts.columns())
    """

  /// A booking that the app moved from one chunk to a later one is met twice by a run: what was
  /// done last counts.
  private static let onConflict: Statement = """
    on conflict (booking_id, run_id, event) do update
    set happened_at = excluded.happened_at, billing_date = excluded.billing_date,
      \(Amounts.takenFromExcluded)
    """

  /// The drafts that are being written, from their staging.
  func draftedFromStaging() throws {
    try connection.execute(
      """
      insert into billing_record_events (\(Self.columns))
      select booking_id, \(runID)::bigint, 'drafted', billing_date,
        \(Amounts.columns())
      from billing_records_staging
      \(Self.onConflict)
      """)
  }

  /// A step of the records of these bookings, with the amounts as they stand.
  func add(_ event: RecordEventKind, of bookings: [BookingID]) throws {
    try connection.execute(
      """
      insert into billing_record_events (\(Self.columns))
      select booking_id, \(runID)::bigint, \(event)::text, billing_date,
        \(Amounts.columns())
      from billing_records
      where booking_id = any(\(bookings)::int[])
      \(Self.onConflict)
      """)
  }

  /// The records that were given these numbers of a series.
  func invoiced(_ series: NumberSeriesID, sequences: ClosedRange<Int64>) throws {
    try connection.execute(
      """
      insert into billing_record_events (\(Self.columns))
      select booking_id, \(runID)::bigint, 'invoiced', billing_date,
        \(Amounts.columns())
      from billing_records
      where invoice_series_id = \(series)
        and invoice_sequence between \(sequences.lowerBound)::bigint and \(sequences.upperBound)::bigint
      \(Self.onConflict)
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
