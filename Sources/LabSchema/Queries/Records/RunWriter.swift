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
  /// Writes records of bookings that have none, each once: as a draft, or as finalized at once.
  ///
  /// - Throws: ``RecordConflict`` where one of them has a record meanwhile.
  package func create(_ records: [NewRecord]) throws {
    guard !records.isEmpty else { return }
    try create { write in
      for record in records { try write(record) }
    }
  }

  /// The same of the records that `body` writes, which go to the server as they are written. It can ask
  /// the connection for nothing.
  package func create(_ body: ((NewRecord) throws -> Void) throws -> Void) throws {
    let isDirect = try connection.copiesIntoRecords()
    if !isDirect { try makeStaging() }
    var created: [BookingID] = []
    do {
      try copy(into: isDirect ? "billing_records" : Self.staging, noting: &created, body)
      if !isDirect {
        try connection.execute(
          """
          insert into billing_records (\(Self.columns))
          select \(Self.columns) from \(Self.staging) order by booking_id
          """)
        try connection.execute("delete from \(Self.staging)")
      }
    } catch let error as PostgresError where error.sqlState == ServerError.uniqueViolation {
      throw RecordConflict(what: "created", expected: created.count, actual: 0)
    }
    if !created.isEmpty { try keepCreated(created) }
  }

  /// Gives drafts that are there other content.
  ///
  /// - Throws: ``RecordConflict`` where one of them is no draft any more.
  package func change(_ drafts: [RecordDraft]) throws {
    guard !drafts.isEmpty else { return }
    try makeStaging()
    var staged: [BookingID] = []
    try copy(into: Self.staging, noting: &staged) { write in
      for draft in drafts { try write(NewRecord(draft: draft, isFinalized: false)) }
    }
    let changed = try connection.execute(
      """
      update billing_records r
      set user_id = s.user_id, test_ids = s.test_ids, \(Amounts.taken(from: "s")),
        billing_date = s.billing_date, billing_period = s.billing_period, pricing = s.pricing,
        fingerprint = s.fingerprint, run_id = s.run_id, updated_at = now()
      from \(Self.staging) s
      where r.booking_id = s.booking_id and \(RecordSQL.isDraft())
      """)
    try expect(changed, of: drafts.count, "changed")
    try keep(.drafted, Self.staging)
    try connection.execute("delete from \(Self.staging)")
  }

  /// A table of the session's own, from which rows go on in one statement.
  private static let staging: Statement = "billing_records_staging"

  private static let columns: Statement = """
    booking_id, user_id, test_ids, \(Amounts.columns()), billing_date, billing_period, status, pricing,
      fingerprint, run_id
    """

  private func makeStaging() throws {
    try connection.execute(
      """
      create temporary table if not exists \(Self.staging) (
        booking_id integer,
        user_id integer,
        test_ids jsonb,
        \(Amounts.declarations),
        billing_date date,
        billing_period text,
        status text,
        pricing jsonb,
        fingerprint text,
        run_id bigint
      )
      """)
  }

  /// - Parameter bookings: gets those whose records are written, one by one.
  private func copy(
    into table: Statement, noting bookings: inout [BookingID],
    _ body: ((NewRecord) throws -> Void) throws -> Void
  ) throws {
    try connection.copyIn("copy \(table) (\(Self.columns)) from stdin") { writer in
      try body { record in
        let draft = record.draft
        try writer.row { fields in
          fields.int(Int(draft.bookingID.rawValue))
          fields.int(Int(draft.userID.rawValue))
          fields.value(TestIDList(draft.testIDs))
          for part in Amounts.Part.allCases { fields.value(draft.amounts[part]) }
          fields.value(draft.billingDate)
          fields.value(draft.billingDate.period)
          fields.value(record.isFinalized ? RecordStatus.finalized : .draft)
          fields.text(draft.pricing)
          fields.text(draft.fingerprint)
          fields.value(runID)
        }
        bookings.append(draft.bookingID)
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

  /// Finalizes drafts that are there: from here on their amounts do not change.
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

extension Connection {
  /// Whether rows can be copied into the records: Postgres does not where policies apply.
  fileprivate func copiesIntoRecords() throws -> Bool {
    try query("select not row_security_active('billing_records')") { try $0.bool(0) }[0]
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
