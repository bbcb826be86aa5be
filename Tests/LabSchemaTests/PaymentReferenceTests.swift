import LabSchema
import Postgres
import TestLab
import Testing

/// What becomes of references that were stored before they had one form.
@Suite("References of payments, migrated")
struct PaymentReferenceTests {
  private let connection: Connection
  private let database: TestDatabase

  /// One invoice, and payments as the program stored them until then.
  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    let before = EmbeddedMigrations.beforeContract.filter { $0.version <= 40 }
    try Migrator(connection, migrations: before).apply()
    try connection.run(
      script: #"""
        insert into users (phone, email, hashed_password) values ('1', 'a@example.org', 'x');
        insert into bookings (user_id, booking_date) values (1, '2025-01-05 10:00Z');
        insert into billing_runs (job, business_date, state, finished_at)
        values ('nightly', '2025-01-20', 'succeeded', now());
        insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
        values ('invoice', '24-25', 'PL/{fy}/{seq:07}', 1);
        insert into billing_records (
          booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
          billing_date, billing_period, status, invoice_number, invoice_date, invoice_series_id,
          invoice_sequence, run_id, pricing, fingerprint
        )
        values (
          1, 1, '[]', 500, 0, 0, 500, '2025-01-05', '2025-01', 'invoiced', 'PL/24-25/0000001',
          '2025-01-20', 1, 1, 1, '{"lines": []}', 'f1'
        );
        insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
        values
          (1, 'plain', 1, '2025-01-20', 1),
          (1, E'cafe\u0301', 2, '2025-01-20', 1),
          (1, E'nai\u0308ve', 3, '2025-01-20', 1),
          (1, E'na\u00efve', 4, '2025-01-20', 1),
          (1, E'q\u0323\u0307', 5, '2025-01-20', 1),
          (1, E'q\u0307\u0323', 6, '2025-01-20', 1),
          (1, E'a\u0323\u0302', 7, '2025-01-20', 1),
          (1, E'\u00e2\u0323', 8, '2025-01-20', 1);
        """#)
  }

  private func references() throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try connection.query(
        "select amount::int::text, gateway_reference from billing_payments"
      ) { (try $0.string(0), try $0.string(1)) })
  }

  /// By their code points: as a `String`, two spellings of a text are equal.
  private func points(_ text: String?) -> [UInt32] { text?.unicodeScalars.map(\.value) ?? [] }

  @Test("each gets the form that is compared; of two that become the same, neither is lost")
  func migrated() throws {
    try Migrator(connection).apply()
    let references = try references()
    #expect(references.count == 8)
    #expect(points(references["1"]) == points("plain"))
    #expect(points(references["2"]) == points("caf\u{E9}"))
    // Another has the form already, so these stay as they were stored.
    #expect(points(references["3"]) == points("nai\u{308}ve"))
    #expect(points(references["4"]) == points("na\u{EF}ve"))
    #expect(points(references["5"]) == points("q\u{323}\u{307}"))
    #expect(points(references["6"]) == points("q\u{307}\u{323}"))
    // Of two that lacked it, the first gets it.
    #expect(points(references["7"]) == points("\u{1EAD}"))
    #expect(points(references["8"]) == points("\u{E2}\u{323}"))
    let twins = try connection.paymentTwins()
    #expect(twins.map(\.payments) == [[3, 4], [5, 6], [7, 8]])
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test("payments cannot be changed after it, nor stored in another form or over-long")
  func protected() throws {
    try Migrator(connection).apply()
    for statement: Statement in [
      "update billing_payments set gateway_reference = 'x' where payment_id = 2",
      "update billing_payments set gateway_reference = gateway_reference",
      "delete from billing_payments",
      "truncate billing_payments",
    ] {
      #expect(throws: PostgresError.self) { try connection.execute(statement) }
    }
    try connection.execute("set session_replication_role = replica")
    #expect(throws: PostgresError.self) {
      try connection.execute("update billing_payments set amount = 9 where payment_id = 2")
    }
    try connection.execute("set session_replication_role = origin")
    for reference in ["e\u{301}", "", String(repeating: "x", count: 256)] {
      let error = #expect(throws: PostgresError.self) {
        try connection.execute(
          """
          insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
          values (1, \(reference), 1, '2025-01-20', 1)
          """)
      }
      #expect(error?.sqlState == "23514")
    }
  }
}
