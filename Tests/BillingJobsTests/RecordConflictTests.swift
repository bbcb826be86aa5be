import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// Nobody but a run writes records, and a run has the lab to itself: where somebody does all the same, what
/// a run meant to write is not what is there.
@Suite("A record that somebody else wrote meanwhile")
struct RecordConflictTests {
  private let database: TestDatabase
  private let connection: Connection
  private let runID: RunID

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    try connection.run(
      script: """
        insert into users (phone, email, hashed_password) values ('1', 'a@example.org', 'x');
        insert into bookings (user_id, booking_date, status)
        values (1, '2025-01-06', 'completed'), (1, '2025-01-06', 'completed');
        insert into billing_runs (job, business_date, state) values ('nightly', '2025-01-20', 'running');
        """)
    runID = try #require(
      try connection.first("select run_id from billing_runs") { try $0.decode(0) })
  }

  private func record(_ booking: BookingID, isFinalized: Bool = false) throws -> NewRecord {
    let price = Money(minorUnits: 50_000)
    return NewRecord(
      draft: RecordDraft(
        bookingID: booking, userID: 1, testIDs: [],
        amounts: try Amounts(base: price, discount: .zero, distance: .zero),
        billingDate: try #require(CalendarDate("2025-01-06")),
        pricing: Array(#"{"a": "line\\nbreak\ttab"}"#.utf8), fingerprint: "f"),
      isFinalized: isFinalized)
  }

  private func statuses() throws -> [String] {
    try connection.query("select booking_id || ' ' || status from billing_records order by 1") {
      try $0.string(0)
    }
  }

  @Test("is told, and nothing of the run's own is written")
  func told() throws {
    let records = RunWriter(connection, runID: runID)
    try connection.transaction { try records.create([record(1)]) }
    #expect(throws: RecordConflict.self) {
      try connection.onSnapshot { try records.create([record(1), record(2)]) }
    }
    #expect(try statuses() == ["1 draft"])
  }

  @Test("is seen by the same step, tried again on a later moment")
  func triedAgain() throws {
    let other = RunWriter(try database.connect(), runID: runID)
    let records = RunWriter(connection, runID: runID)
    var tries = 0
    try connection.onSnapshot {
      tries += 1
      let there = try statuses()
      if tries == 1 { try other.create([record(1)]) }
      try records.create(there.isEmpty ? [record(1), record(2)] : [record(2)])
    }
    #expect(tries == 2)
    #expect(try statuses() == ["1 draft", "2 draft"])
  }

  @Test("that was finalized is no draft to change")
  func finalized() throws {
    let records = RunWriter(connection, runID: runID)
    try connection.transaction {
      try records.create([record(1, isFinalized: true), record(2)])
      try records.change([record(2).draft])
    }
    #expect(try statuses() == ["1 finalized", "2 draft"])
    #expect(throws: RecordConflict.self) {
      try connection.transaction { try records.change([record(1).draft, record(2).draft]) }
    }
  }
}
