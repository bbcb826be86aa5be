import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Names of invoices that were issued before names were kept")
struct IssuedNamesMigrationTests {
  private let connection: Connection

  /// A lab of the version before, with invoices of 25 bookings, the last of a run still at work.
  init() throws {
    let database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try Migrator(connection, migrations: EmbeddedMigrations.all.filter { $0.version < 55 }).apply()
    try connection.run(
      script: """
        insert into users (phone, email, hashed_password, full_name)
        values ('1', 'a@x', 'x', ' Asha Rao '), ('2', 'b@x', 'x', ' ');
        insert into categories (name) values ('Blood');
        insert into tests (category_id, name, price) values (1, 'CBC', 500), (1, 'LFT', 800);
        insert into pets (user_id, name, species) values (1, 'Coco', 'Dog');
        insert into bookings (user_id, pet_id)
        select 1 + n % 2, case n % 2 when 0 then 1 end from generate_series(1, 26) as n;
        insert into billing_runs (job, business_date, state) values ('nightly', '2025-02-01', 'running');
        insert into billing_number_series (kind, fiscal_year, number_format, last_sequence)
        values ('invoice', '24-25', 'PL/{fy}/{seq:07}', 25);
        insert into billing_records (
          booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge,
          final_amount, billing_date, billing_period, status, pricing, fingerprint, run_id
        )
        select id, user_id, '[2, 1, 99]', 0, 0, 0, 0, '2025-01-01', '2025-01', 'finalized', '{}', 'f', 1
        from bookings;
        """)
    try number("id <= 25")
  }

  private func number(_ condition: String) throws {
    try connection.execute(
      """
      update billing_records
      set status = 'invoiced', invoice_number = 'PL/24-25/' || lpad(id::text, 7, '0'),
        invoice_date = '2025-02-01', invoice_series_id = 1, invoice_sequence = id
      where \(unescaped: condition)
      """)
  }

  private var documents: [String] {
    get throws {
      try connection.query(
        """
        select distinct issued_names::text
        from billing_records
        where invoice_number is not null
        order by 1
        """
      ) { try $0.optionalString(0) ?? "null" }
    }
  }

  private static let tests = """
    [{"id": 2, "name": "LFT", "category": "Blood", "category_id": 1}, \
    {"id": 1, "name": "CBC", "category": "Blood", "category_id": 1}, \
    {"id": 99, "name": "Test 99", "category": null, "category_id": null}]
    """

  @Test("get those of today, in batches; a record without a number gets none")
  func filled() throws {
    var patience = Migrator.Patience()
    patience.batchSize = 7
    try Migrator(connection, patience: patience).apply()
    #expect(
      try documents == [
        #"{"pet": "Coco", "tests": \#(Self.tests), "customer": "Asha Rao"}"#,
        #"{"pet": null, "tests": \#(Self.tests), "customer": "Customer 2"}"#,
      ])
    #expect(
      try connection.query(
        "select count(*) from billing_records where issued_names is null"
      ) { try $0.int(0) } == [1])
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test("a trigger that swallows them ends it with the invoices; let through, it goes on")
  func swallowed() throws {
    try connection.run(
      script: """
        create function hush() returns trigger language plpgsql as $$
        begin
          if old.id between 20 and 22 and current_setting('application_name') <> 'jobrunner migrate'
          then return null; end if;
          return new;
        end
        $$;
        create trigger app before update on billing_records for each row execute function hush();
        create function hush_all() returns trigger language plpgsql as $$
        begin
          if old.id between 20 and 22 then return null; end if;
          return new;
        end
        $$;
        create trigger harsh before update on billing_records
          for each row execute function hush_all();
        """)
    #expect(try Migrator(connection).plan().encounters.map(\.name) == ["app", "harsh"])
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    guard case .backfillIncomplete(let migration, let rows, let suspects) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(migration == "0056_jobs_backfill_issued_names")
    #expect(
      rows.map(\.description)
        == ["3 rows of billing_records still lack issued_names: ids 20, 21, 22"])
    // The protections that the migrations themselves put there are not suspected.
    #expect(suspects.map(\.name) == ["app", "harsh"])
    try connection.run(script: "drop trigger harsh on billing_records")
    try Migrator(connection).apply()
    #expect(try documents.count == 2)
  }

  @Test("one that a run of the version before numbers meanwhile is filled too")
  func meanwhile() throws {
    try Migrator(connection, migrations: EmbeddedMigrations.all.filter { $0.version < 57 }).apply()
    try connection.execute("update billing_number_series set last_sequence = 26")
    try number("id = 26")
    #expect(try documents.last == "null")
    try Migrator(connection).apply()
    #expect(try documents.count == 2)
  }
}
