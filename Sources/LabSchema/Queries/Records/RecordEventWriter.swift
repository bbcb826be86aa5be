internal import Postgres

/// Keeps what a run did to records, each step of all of them in one statement, in the transaction
/// that does it.
struct RecordEventWriter {
  let connection: Connection
  let runID: RunID

  private static let columns = """
    booking_id, run_id, event, billing_date, base_amount, discount_amount, distance_charge,
    final_amount
    """

  /// A booking that the app moved from one chunk to a later one is met twice by a run: what was
  /// done last counts.
  private static let onConflict = """
    on conflict (booking_id, run_id, event) do update
    set happened_at = excluded.happened_at, billing_date = excluded.billing_date,
      base_amount = excluded.base_amount, discount_amount = excluded.discount_amount,
      distance_charge = excluded.distance_charge, final_amount = excluded.final_amount
    """

  /// The drafts that are being written, from their staging.
  func draftedFromStaging() throws {
    try connection.execute(
      """
      insert into billing_record_events (\(unescaped: Self.columns))
      select booking_id, \(runID)::bigint, 'drafted', billing_date, base_amount, discount_amount,
        distance_charge, final_amount
      from billing_records_staging
      \(unescaped: Self.onConflict)
      """)
  }

  /// A step of the records of these bookings, with the amounts as they stand.
  func add(_ event: RecordEventKind, of bookings: [BookingID]) throws {
    try connection.execute(
      """
      insert into billing_record_events (\(unescaped: Self.columns))
      select booking_id, \(runID)::bigint, \(event)::text, billing_date, base_amount,
        discount_amount, distance_charge, final_amount
      from billing_records
      where booking_id = any(\(bookings)::int[])
      \(unescaped: Self.onConflict)
      """)
  }

  /// The records that were given these numbers of a series.
  func invoiced(_ series: NumberSeriesID, sequences: ClosedRange<Int64>) throws {
    try connection.execute(
      """
      insert into billing_record_events (\(unescaped: Self.columns))
      select booking_id, \(runID)::bigint, 'invoiced', billing_date, base_amount, discount_amount,
        distance_charge, final_amount
      from billing_records
      where invoice_series_id = \(series)
        and invoice_sequence between \(sequences.lowerBound)::bigint and \(sequences.upperBound)::bigint
      \(unescaped: Self.onConflict)
      """)
  }
}
