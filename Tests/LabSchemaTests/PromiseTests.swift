import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// What the database promises whoever writes: each is tried as a member of the biller's role, and as
/// the tables' owner.
@Suite("What the database itself promises")
struct PromiseTests {
  enum Writer: CaseIterable { case biller, owner }

  private let (lab, roles, user): (SampleLab, LabRoles, String)

  init() throws {
    (lab, roles, user) = try SampleLab.withUser()
    try lab.connection.run(
      script: """
        grant \(roles.biller) to \(user);
        insert into billing_runs (job, business_date, state)
        values ('nightly', '2025-01-20', 'running'), ('close', '2025-02-05', 'running'),
          ('reopen', '2025-02-05', 'running'), ('series advance', '2025-02-05', 'running');
        """)
  }

  private func trying(as writer: Writer, _ body: () throws -> Void) throws {
    defer { try? roles.drop(with: [user], lab.connection) }
    if writer == .biller { try lab.connection.run(script: "set session authorization \(user)") }
    defer { try? lab.connection.run(script: "reset session authorization") }
    try body()
  }

  /// Each by itself; a script of several statements is one transaction.
  private func expectRefused(
    _ scripts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for script in scripts {
      let error = #expect(
        throws: PostgresError.self, "\(script)", sourceLocation: sourceLocation
      ) {
        try lab.connection.transaction { try lab.connection.run(script: script) }
      }
      #expect(
        error?.sqlState == ServerError.restrictViolation, "\(script): \(String(describing: error))",
        sourceLocation: sourceLocation)
    }
  }

  private static func record(_ status: String, booking: Int = 2, in month: String) -> String {
    """
    insert into billing_records (
      booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
      billing_date, billing_period, status, pricing, fingerprint, run_id, invoice_number,
      invoice_date, invoice_series_id, invoice_sequence, issued_names
    )
    select \(booking), 1, '[]', 5, 0, 0, 5, '\(month)-01', '\(month)', begun.status, '{}', 'f', 2,
      number.*
    from (values ('\(status)')) begun (status)
    left join (
      values ('PL/24-25/0000002', '2025-01-20'::date, 1, 2, '{"customer": "", "tests": []}'::jsonb)
    ) number on begun.status = 'invoiced'
    """
  }

  @Test(
    "a record begins as a draft or finalized, and none is posted into a closed month",
    arguments: Writer.allCases
  )
  func records(writer: Writer) throws {
    try lab.connection.execute("insert into bookings (user_id) values (1), (1)")
    try trying(as: writer) {
      expectRefused(
        Self.record("finalized", in: "2024-12"), Self.record("invoiced", in: "2025-01"),
        Self.record("draft", in: "2024-12"),
        "update billing_records set billing_date = '2024-12-31', billing_period = '2024-12'")
      try lab.connection.run(script: Self.record("draft", in: "2025-01"))
      try lab.connection.run(script: Self.record("finalized", booking: 3, in: "2025-01"))
    }
  }

  @Test("a draft of a month that was closed meanwhile is not finalized", arguments: Writer.allCases)
  func closedMeanwhile(writer: Writer) throws {
    try lab.connection.forge(
      "insert into billing_periods (period, state, closed_at) values ('2025-01', 'closed', now())")
    try trying(as: writer) {
      expectRefused("update billing_records set status = 'finalized'")
    }
  }

  private static func number(
    _ text: String, sequence: Int = 1, series: Int = 1, date: String = "2025-01-20"
  ) -> String {
    """
    update billing_records
    set status = 'invoiced', run_id = 2, invoice_number = '\(text)', invoice_date = '\(date)',
      invoice_series_id = \(series), invoice_sequence = \(sequence),
      issued_names = '{"customer": "Asha Rao", "tests": []}'
    where id = 1
    """
  }

  @Test(
    "a number is written as its series says, in its place, on its run's day",
    arguments: Writer.allCases)
  func numbers(writer: Writer) throws {
    try lab.advanceRecord(to: "finalized")
    try trying(as: writer) {
      expectRefused(
        Self.number("PL/24-25/1"), Self.number("PL/24-25/0000002"), Self.number("FREE"),
        Self.number("PL/25-26/0000001"), Self.number("CN/1", series: 2),
        Self.number("PL/24-25/0000002", sequence: 2),
        Self.number("PL/24-25/0000001", date: "2025-01-21"))
      try lab.connection.run(script: Self.number("PL/24-25/0000001"))
    }
  }

  @Test(
    "a series goes on by the documents that have its numbers, and by no other",
    arguments: Writer.allCases)
  func series(writer: Writer) throws {
    try lab.advanceRecord(to: "finalized")
    try trying(as: writer) {
      expectRefused(
        "update billing_number_series set last_sequence = 11 where series_id = 1",
        """
        update billing_number_series set last_sequence = 3 where series_id = 1;
        \(Self.number("PL/24-25/0000003", sequence: 3))
        """,
        """
        insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
        values ('invoice', '25-26', 'PL/{fy}/{seq}', 5)
        """)
      try lab.connection.transaction {
        try lab.connection.run(
          script: """
            update billing_number_series set last_sequence = 2 where series_id = 1;
            \(Self.number("PL/24-25/0000002", sequence: 2))
            """)
      }
    }
  }

  @Test("numbers that were passed over and recorded count as given", arguments: Writer.allCases)
  func passedOver(writer: Writer) throws {
    try lab.advanceRecord(to: "finalized")
    try trying(as: writer) {
      expectRefused(
        """
        insert into billing_series_advances (
          series_id, first_sequence, last_sequence, reason, run_id
        )
        values (1, 2, 11, 'by a run of another job', 2)
        """)
      try lab.connection.transaction {
        try lab.connection.run(
          script: """
            update billing_number_series set last_sequence = 11 where series_id = 1;
            insert into billing_series_advances (
              series_id, first_sequence, last_sequence, reason, run_id
            )
            values (1, 2, 11, 'given on paper', 5);
            """)
      }
      try lab.connection.transaction {
        try lab.connection.run(
          script: """
            update billing_number_series set last_sequence = 12 where series_id = 1;
            \(Self.number("PL/24-25/0000012", sequence: 12))
            """)
      }
    }
  }

  private static func payment(_ amount: String, on date: String, run: Int = 2) -> String {
    """
    insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
    values (1, 'pay_\(amount)', \(amount), '\(date)', \(run))
    """
  }

  @Test(
    "a record is paid when payments and notes come to what it bills", arguments: Writer.allCases)
  func paid(writer: Writer) throws {
    try lab.advanceRecord(to: "invoiced")
    let paid = "update billing_records set status = 'paid', paid_date = '2025-01-20' where id = 1"
    try trying(as: writer) {
      expectRefused(paid)
      try lab.connection.run(script: Self.payment("900", on: "2025-01-20"))
      expectRefused(paid)
      try lab.connection.run(script: Self.payment("62.81", on: "2025-01-20"))
      try lab.connection.run(script: paid)
    }
  }

  @Test(
    "a payment is dated by its run's day at the latest, and is of an invoice",
    arguments: Writer.allCases)
  func payments(writer: Writer) throws {
    try trying(as: writer) {
      expectRefused(Self.payment("1", on: "2025-01-20"))
      try lab.advanceRecord(to: "invoiced")
      expectRefused(
        Self.payment("1", on: "2025-01-21"), Self.payment("1", on: "2025-01-16", run: 1))
      try lab.connection.run(script: Self.payment("1", on: "2025-01-20"))
    }
  }

  private static func note(
    _ number: String, sequence: Int, kind: String = "credit_note", date: String = "2025-01-20",
    month: String = "2025-01"
  ) -> String {
    """
    update billing_number_series set last_sequence = 8 where series_id = 2;
    insert into billing_adjustments (
      record_id, kind, adjustment_number, series_id, sequence, adjustment_date, billing_period,
      amount, reason, pricing_before, pricing_after, run_id
    )
    values (1, '\(kind)', '\(number)', 2, \(sequence), '\(date)', '\(month)', 5, 'price', '{}', '{}', 2)
    """
  }

  @Test(
    "a note is numbered as its series says and posted into an open month",
    arguments: Writer.allCases)
  func notes(writer: Writer) throws {
    try trying(as: writer) {
      expectRefused(Self.note("CN/8", sequence: 8))
      try lab.advanceRecord(to: "invoiced")
      expectRefused(
        Self.note("CN/08", sequence: 8), Self.note("CN/9", sequence: 9),
        Self.note("CN/8", sequence: 8, kind: "debit_note"),
        Self.note("CN/8", sequence: 8, date: "2025-01-21"),
        Self.note("CN/8", sequence: 8, month: "2024-12"))
      try lab.connection.transaction {
        try lab.connection.run(script: Self.note("CN/8", sequence: 8))
      }
    }
  }

  private static func event(_ event: String, run: Int, amount: String = "final_amount") -> String {
    """
    insert into billing_record_events (
      booking_id, run_id, event, billing_date, base_amount, discount_amount, distance_charge,
      final_amount
    )
    select booking_id, \(run), '\(event)', billing_date, base_amount, discount_amount,
      distance_charge, \(amount)
    from billing_records
    """
  }

  @Test(
    "an event is of a record as it stands, by a run that is at work", arguments: Writer.allCases)
  func events(writer: Writer) throws {
    try trying(as: writer) {
      expectRefused(
        Self.event("removed", run: 1), Self.event("drafted", run: 2, amount: "1"),
        Self.event("finalized", run: 2), Self.event("invoiced", run: 2),
        """
        insert into billing_record_events (
          booking_id, run_id, event, billing_date, base_amount, discount_amount, distance_charge,
          final_amount
        )
        values (77, 2, 'drafted', '2025-01-01', 1, 0, 0, 1)
        """)
      try lab.connection.run(script: Self.event("drafted", run: 2))
    }
  }

  @Test(
    "a run begins as running, and of one that is over nothing is rewritten",
    arguments: Writer.allCases)
  func runs(writer: Writer) throws {
    try trying(as: writer) {
      expectRefused(
        """
        insert into billing_runs (job, business_date, state, finished_at)
        values ('close', '2025-02-05', 'succeeded', now())
        """,
        """
        insert into billing_runs (job, business_date, state, package_digest)
        values ('close', '2025-02-05', 'running', repeat('ab', 32))
        """,
        """
        insert into billing_runs (job, business_date, state, exported_periods)
        values ('close', '2025-02-05', 'running', '{2025-01}')
        """,
        "update billing_runs set exports_folder = '/srv' where run_id = 1",
        "update billing_runs set exported_periods = '{2025-02}' where run_id = 1",
        "update billing_runs set package_digest = repeat('ab', 32) where run_id = 1",
        "update billing_runs set state = 'running', finished_at = null where run_id = 1",
        "update billing_runs set state = 'succeeded', error = null where run_id = 1",
        "update billing_runs set records_created = 0 where run_id = 1",
        "update billing_runs set through_date = '2026-01-01' where run_id = 1",
        "update billing_runs set person = 'nobody' where run_id = 2",
        "update billing_runs set business_date = '2025-03-01' where run_id = 2")
      if writer == .owner {
        expectRefused("delete from billing_runs where run_id = 4", "truncate billing_runs cascade")
      }
      try lab.connection.run(
        script: """
          update billing_runs set state = 'succeeded', finished_at = now(), records_created = 3
          where run_id = 2;
          update billing_runs set result_written_at = now() where run_id = 2
          """)
      expectRefused("update billing_runs set result_written_at = null where run_id = 2")
    }
  }

  @Test("no month is closed, opened or sealed by hand", arguments: Writer.allCases)
  func months(writer: Writer) throws {
    let close = { (month: String, run: String) in
      """
      insert into billing_periods (period, state, closed_at, closed_by_run_id)
      values ('\(month)', 'closed', now(), \(run))
      on conflict (period) do update
      set state = 'closed', closed_at = now(), closed_by_run_id = excluded.closed_by_run_id
      """
    }
    let seal = { (month: String, run: Int) in
      "insert into billing_period_seals (period, seal, run_id) "
        + "values ('\(month)', repeat('ef', 32), \(run))"
    }
    try trying(as: writer) {
      expectRefused(
        close("2025-01", "null"), close("2025-02", "null"), close("2025-02", "1"),
        close("2025-02", "2"), close("2025-01", "3"), seal("2025-01", 3), seal("2024-12", 1),
        "update billing_periods set note = 'by hand' where period = '2024-12'")
      if writer == .owner {
        expectRefused("delete from billing_periods", "truncate billing_periods")
      }
      try lab.connection.run(script: seal("2024-12", 3))
      expectRefused(
        "update billing_periods set state = 'open' where period = '2024-12'",
        """
        update billing_period_seals
        set reopened_at = now(), reopened_run_id = 3, reopen_reason = 'x' where reopened_at is null
        """)
      // A month of this program's time, of which nothing is left to number.
      try lab.advanceRecord(to: "invoiced")
      try lab.connection.run(script: close("2025-01", "3"))
      expectRefused(seal("2025-01", 3))
    }
  }

  @Test("a month before this program's time can be closed by hand")
  func before() throws {
    try trying(as: .owner) {
      try lab.connection.execute(
        "insert into billing_periods (period, state, closed_at) values ('2024-11', 'closed', now())"
      )
    }
  }

  @Test("a session in replica mode is held to all of it too")
  func replicaMode() throws {
    try lab.advanceRecord(to: "invoiced")
    try trying(as: .owner) {
      try lab.connection.execute("set session_replication_role = replica")
      expectRefused(
        Self.record("invoiced", in: "2025-01"), Self.payment("1", on: "2025-01-21"),
        "update billing_number_series set last_sequence = 11 where series_id = 1",
        "update billing_runs set records_created = 0 where run_id = 1",
        "update billing_records set status = 'paid', paid_date = '2025-01-20' where id = 1",
        "delete from billing_periods", Self.event("removed", run: 1))
    }
  }
}
