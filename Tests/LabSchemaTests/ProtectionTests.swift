import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// As the owner of the tables and superuser: whom no right holds back.
@Suite("Protection of finalized billing")
struct ProtectionTests {
  @Test(
    "what a record bills does not change once it is finalized",
    arguments: ["finalized", "invoiced", "paid"])
  func amounts(status: String) throws {
    let lab = try SampleLab()
    try lab.connection.run(
      script: """
        insert into users (phone, email, hashed_password) values ('2', 'b@example.org', 'x');
        insert into bookings (user_id) values (2);
        """)
    try lab.advanceRecord(to: status)
    for change in [
      "base_amount = 1101, final_amount = 1062.81", "discount_amount = 0, final_amount = 1062.81",
      "distance_charge = 0, final_amount = 901", "test_ids = '[1]'",
      "billing_date = '2025-01-16'", "billing_date = '2025-02-01', billing_period = '2025-02'",
      "booking_id = 2", "user_id = 2", "pricing = '{}'", "fingerprint = 'f2'", "id = 9",
    ] {
      lab.expectRefusal(
        ServerError.restrictViolation, "update billing_records set \(unescaped: change)")
    }
  }

  @Test("a number, once given, does not change", arguments: ["invoiced", "paid"])
  func numbers(status: String) throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: status)
    for change in [
      "invoice_number = 'PL/24-25/0000009'", "invoice_date = '2025-01-21'",
      "invoice_sequence = 9", "invoice_series_id = 2",
      """
      invoice_number = null, invoice_date = null, invoice_series_id = null,
        invoice_sequence = null
      """,
    ] {
      lab.expectRefusal(
        ServerError.restrictViolation, "update billing_records set \(unescaped: change)")
    }
  }

  @Test(
    "it cannot be deleted: not by itself, not by a cascade, not by truncate",
    arguments: ["finalized", "invoiced", "paid"])
  func deletion(status: String) throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: status)
    for statement: Statement in [
      "delete from billing_records", "delete from bookings", "delete from users",
      "delete from pets", "truncate billing_records cascade", "truncate bookings cascade",
      "truncate users cascade",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    #expect(try lab.count("billing_records") == 1)
    #expect(try lab.count("booking_items") == 1)
  }

  @Test("a session in replica mode is held to it too")
  func replicaMode() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    try lab.connection.execute("set session_replication_role = replica")
    lab.expectRefusal(ServerError.restrictViolation, "delete from billing_records")
    lab.expectRefusal(
      ServerError.restrictViolation, "update billing_records set fingerprint = 'f2'")
  }

  @Test("a session whose search path is elsewhere is held to it too")
  func otherSearchPath() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    try lab.connection.execute("set search_path = pg_catalog")
    lab.expectRefusal(
      ServerError.restrictViolation, "truncate public.billing_records cascade")
    lab.expectRefusal(ServerError.restrictViolation, "delete from public.billing_records")
  }

  @Test("drafts alone can be truncated")
  func truncatedDrafts() throws {
    let lab = try SampleLab()
    try lab.connection.execute("truncate bookings cascade")
    #expect(try lab.count("billing_records") == 0)
  }

  @Test("the refusal names the record and says what to do instead")
  func message() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    let error = #expect(throws: PostgresError.self) {
      try lab.connection.execute("update billing_records set fingerprint = 'f2'")
    }
    guard case .server(let refusal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      refusal.message == "billing record 1 of booking 1 is finalized: what it bills cannot change")
    #expect(refusal.hint == "Post a credit or debit note with jobrunner adjust.")
    #expect(refusal.table == "billing_records")
  }

  @Test("the run and the time of a finalized record can be noted")
  func bookkeeping() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "finalized")
    #expect(
      try lab.connection.execute("update billing_records set run_id = 1, updated_at = now()") == 1)
  }

  @Test("a credit or debit note is never changed and never removed")
  func adjustments() throws {
    let lab = try SampleLab()
    try lab.addSettlements()
    for statement: Statement in [
      "update billing_adjustments set amount = 1", "delete from billing_adjustments",
      "truncate billing_adjustments",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    #expect(try lab.count("billing_adjustments") == 1)
  }

  @Test("a payment is never changed and never removed")
  func payments() throws {
    let lab = try SampleLab()
    try lab.addSettlements()
    for statement: Statement in [
      "update billing_payments set amount = 1",
      "update billing_payments set paid_on = '2025-01-01'",
      "update billing_payments set gateway_reference = 'other'", "delete from billing_payments",
      "truncate billing_payments", "truncate billing_runs cascade",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    #expect(try lab.count("billing_payments") == 1)
  }

  @Test("when a record was paid does not change")
  func paidDate() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "paid")
    lab.expectRefusal(
      ServerError.restrictViolation, "update billing_records set paid_date = '2025-01-26'")
  }

  @Test("a seal says what it says, once more that its month was reopened, and stays")
  func seals() throws {
    let lab = try SampleLab()
    try lab.connection.forge(
      """
      insert into billing_period_seals (period, seal, run_id)
      values ('2025-01', repeat('ef', 32), 1)
      """)
    for statement: Statement in [
      "update billing_period_seals set seal = repeat('00', 32) where period = '2025-01'",
      "update billing_period_seals set period = '2025-02' where period = '2025-01'",
      "update billing_period_seals set sealed_at = now() where period = '2025-01'",
      "update billing_period_seals set reopen_reason = 'another' where period = '2024-12'",
      "delete from billing_period_seals", "truncate billing_period_seals",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    let reopen: Statement = """
      update billing_period_seals
      set reopened_at = now(), reopened_run_id = 2, reopen_reason = 'late'
      where period = '2025-01'
      """
    try lab.connection.execute(
      """
      insert into billing_runs (job, business_date, state)
      values ('reopen', '2025-02-01', 'running')
      """)
    #expect(try lab.connection.execute(reopen) == 1)
    lab.expectRefusal(ServerError.restrictViolation, reopen)
  }

  @Test("a month has one seal that holds")
  func oneSeal() throws {
    let lab = try SampleLab()
    let seal: Statement = """
      insert into billing_period_seals (period, seal, run_id)
      values ('2024-12', repeat('ef', 32), 1)
      """
    try lab.connection.forge(seal.sql)
    lab.expectRefusal(ServerError.uniqueViolation, by: "billing_period_seals_period_key", seal)
  }

  @Test("a series of numbers goes on and never back, and is what it was begun as")
  func series() throws {
    let lab = try SampleLab()
    for statement: Statement in [
      "update billing_number_series set last_sequence = 0",
      "update billing_number_series set number_format = 'X/{fy}/{seq}'",
      "update billing_number_series set fiscal_year = '23-24'",
      "update billing_number_series set kind = 'debit_note' where kind = 'credit_note'",
      "delete from billing_number_series", "truncate billing_number_series cascade",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    lab.expectRefusal(
      ServerError.restrictViolation,
      "update billing_number_series set last_sequence = last_sequence + 1")
  }

  @Test("the history of a record stays; a run that is at work may write its own step again")
  func events() throws {
    let lab = try SampleLab()
    for statement: Statement in [
      "update billing_record_events set final_amount = 0",
      "update billing_record_events set run_id = run_id + 1",
      "delete from billing_record_events", "truncate billing_record_events",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
    try lab.connection.run(
      script: """
        insert into billing_runs (run_id, job, business_date, state)
        overriding system value
        values (900, 'nightly', '2025-01-20', 'running');
        insert into billing_record_events (
          booking_id, run_id, event, billing_date, base_amount, discount_amount, distance_charge,
          final_amount
        )
        select booking_id, 900, event, billing_date, base_amount, discount_amount,
          distance_charge, final_amount
        from billing_record_events;
        """)
    #expect(
      try lab.connection.execute(
        "update billing_record_events set happened_at = now() where run_id = 900") == 1)
    lab.expectRefusal(
      ServerError.restrictViolation,
      "update billing_record_events set final_amount = 1 where run_id = 900")
    lab.expectRefusal(
      ServerError.restrictViolation,
      "update billing_record_events set event = 'removed' where run_id = 900")
    try lab.connection.execute(
      "update billing_runs set state = 'succeeded', finished_at = now() where run_id = 900")
    lab.expectRefusal(
      ServerError.restrictViolation,
      "update billing_record_events set happened_at = now() where run_id = 900")
  }

  @Test("a session in replica mode is held to all of it too")
  func replicaModeOfHistory() throws {
    let lab = try SampleLab()
    try lab.addSettlements()
    try lab.connection.execute("set session_replication_role = replica")
    for statement: Statement in [
      "delete from billing_payments", "delete from billing_period_seals",
      "update billing_number_series set last_sequence = 0", "delete from billing_adjustments",
      "delete from billing_record_events",
    ] {
      lab.expectRefusal(ServerError.restrictViolation, statement)
    }
  }
}
