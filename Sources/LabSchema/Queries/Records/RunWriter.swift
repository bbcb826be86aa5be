package import Billing
internal import PlainText
package import Postgres

/// Writes to the lab in the name of a run, in the transaction it is called in.
package struct RunWriter {
  let connection: Connection
  let runID: RunID

  package init(_ connection: Connection, runID: RunID) {
    self.connection = connection
    self.runID = runID
  }
}

/// What a chunk's plan decided about records, in the chunk's own transaction.
extension RunWriter {
  /// Creates the records, or replaces the drafts that are there already.
  ///
  /// - Throws: ``RecordConflict`` where one of them is no draft any more.
  package func writeDrafts(_ drafts: [RecordDraft]) throws {
    guard !drafts.isEmpty else { return }
    try stage(drafts)
    let written = try connection.execute(
      """
      insert into billing_records (
        booking_id, user_id, test_ids, \(Amounts.columns()), billing_date, billing_period, status,
        pricing, fingerprint, run_id
      )
      select booking_id, user_id, test_ids, \(Amounts.columns()), billing_date,
        \(PeriodSQL.month(of: "billing_date")), \(word: RecordStatus.draft), pricing, fingerprint, \(runID)::bigint
      from billing_records_staging
      order by booking_id
      on conflict (booking_id) do update
      set user_id = excluded.user_id, test_ids = excluded.test_ids,
        \(Amounts.takenFromExcluded),
        billing_date = excluded.billing_date, billing_period = excluded.billing_period,
        pricing = excluded.pricing, fingerprint = excluded.fingerprint, run_id = excluded.run_id,
        updated_at = now()
      where \(RecordSQL.isDraft("billing_records"))
      """)
    try expect(written, of: drafts.count, "written as drafts")
    try keepDraftedFromStaging()
    try connection.execute("delete from billing_records_staging")
  }

  /// The rows travel by COPY into a table of this session, and from there in one statement.
  private func stage(_ drafts: [RecordDraft]) throws {
    try connection.execute(
      """
      create temporary table if not exists billing_records_staging (
        booking_id integer,
        user_id integer,
        test_ids jsonb,
        \(Amounts.declarations),
        billing_date date,
        pricing jsonb,
        fingerprint text
      )
      """)
    try connection.copyIn(
      """
      copy billing_records_staging (
        booking_id, user_id, test_ids, \(Amounts.columns()), billing_date, pricing, fingerprint
      ) from stdin
      """
    ) { writer in
      for draft in drafts {
        try writer.row { fields in
          fields.int(draft.bookingID.rawValue)
          fields.int(draft.userID.rawValue)
          fields.value(TestIDList(draft.testIDs))
          for part in Amounts.Part.allCases { fields.value(draft.amounts[part]) }
          fields.value(draft.billingDate)
          fields.text(draft.pricing)
          fields.text(draft.fingerprint)
        }
      }
    }
  }

  /// Removes drafts whose bookings are not billable any more.
  package func removeDrafts(of bookings: [BookingID]) throws {
    guard !bookings.isEmpty else { return }
    try keep(.removed, of: bookings)
    let removed = try connection.execute(
      """
      delete from billing_records r
      where r.booking_id = any(\(bookings)::int[]) and \(RecordSQL.isDraft())
      """)
    try expect(removed, of: bookings.count, "removed")
  }

  /// Finalizes drafts: from here on their amounts do not change.
  package func finalize(_ bookings: [BookingID]) throws {
    guard !bookings.isEmpty else { return }
    let finalized = try connection.execute(
      """
      update billing_records r
      set status = \(word: RecordStatus.finalized), run_id = \(runID), updated_at = now()
      where r.booking_id = any(\(bookings)::int[]) and \(RecordSQL.isDraft())
      """)
    try expect(finalized, of: bookings.count, "finalized")
    try keep(.finalized, of: bookings)
  }

  private func expect(_ count: Int, of wanted: Int, _ what: String) throws(RecordConflict) {
    guard count == wanted else {
      throw RecordConflict(what: what, expected: wanted, actual: count)
    }
  }
}

/// Something else wrote to the records while a run had the lab to itself.
package struct RecordConflict: ReportedError, Sendable, CustomStringConvertible {
  package var exitStatus: ExitStatus { .tryLater }
  package var message: String { description }
  package var remedy: String { "run it again" }

  package let what: String
  package let expected: Int
  package let actual: Int

  package var description: String {
    "\(actual) of \(counted(expected, "record")) could be \(what): something else changes billing_records "
      + "while the run is working"
  }
}
