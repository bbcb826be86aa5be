import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("What the app has made of the plan by itself")
struct CompletionTests {
  private let database: TestDatabase
  private let connection: Connection
  private let app: PlanByTheApp

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    app = PlanByTheApp(connection)
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 300)
    try ExistingApp().removeBookingsOfNobody(connection)
  }

  /// A migrator of what there is up to a migration: those after it have nothing to do with it.
  private func migrator(upTo last: Migration) -> Migrator {
    Migrator(
      connection, migrations: EmbeddedMigrations.all.filter { $0.version <= last.version })
  }

  private func problems() throws -> [AdoptionProblem] {
    let before = try CatalogReader(connection).objects()
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    #expect(try CatalogReader(connection).objects() == before, "nothing may be changed")
    guard case .notAdoptable(_, let problems) = error else {
      Issue.record("\(String(describing: error))")
      return []
    }
    return problems
  }

  /// Looks whether all is as it should be, and nothing is left to do.
  private func expectClean(_ migrator: Migrator, _ comment: String) throws {
    let comparison = try migrator.verify()
    #expect(comparison.missing == [], "\(comment)")
    #expect(comparison.different == [], "\(comment)")
    #expect(try migrator.apply() == [])
  }

  /// Applies, and looks whether all is as it should be afterwards.
  private func adopt(_ migrator: Migrator, _ part: PlanByTheApp.Part) throws {
    let plan = try migrator.plan()
    #expect(plan.completions[part.migration.version] != nil, "\(part)")
    #expect(!plan.script.contains("create table \(part.table) "), "\(part)")
    try migrator.apply()
    try expectClean(migrator, "\(part)")
    let entry = try migrator.status().entries.first { $0.name == part.migration.name }
    #expect(entry?.state.description == "adopted", "\(part)")
  }

  @Test(
    "each column and each table is taken as it is, and completed", arguments: PlanByTheApp.parts)
  func each(part: PlanByTheApp.Part) throws {
    try app.make(part)
    let before = try app.contents(of: part)
    try adopt(migrator(upTo: part.migration), part)
    #expect(try app.contents(of: part) == before)
  }

  @Test("a table with an id and nothing else is completed", arguments: PlanByTheApp.tables)
  func barest(part: PlanByTheApp.Part) throws {
    try app.make(part, only: ["id"])
    try adopt(migrator(upTo: part.migration), part)
  }

  private func makeAll() throws {
    // A booking refers to its pet and to its collector, which come after it in the plan.
    for part in PlanByTheApp.tables { try app.make(part) }
    for part in PlanByTheApp.parts where !part.isTable { try app.make(part) }
  }

  @Test("all of it at once is taken, row by row, by phases, up to the contract")
  func all() throws {
    try makeAll()
    let before = try PlanByTheApp.parts.map { try app.contents(of: $0) }
    for phase in [MigrationPhase.p0, .p1, .p2, .jobs] {
      try Migrator(connection).apply(.phase(phase))
      let comparison = try Migrator(connection).verify()
      #expect(comparison.missing == [], "\(phase)")
      #expect(comparison.different == [], "\(phase)")
    }
    for (part, rows) in zip(PlanByTheApp.parts, before) {
      // The backfills add pets and reports, and give bookings their pet and tests their hours.
      let after = try app.contents(of: part)
      switch part.description {
      case "pets", "test_reports", "test_batch_groups": #expect(after.starts(with: rows), "\(part)")
      case "bookings.pet_id", "tests.tat_hours":
        #expect(zip(after, rows).allSatisfy { $0 == $1 || $1.hasSuffix(",)") }, "\(part)")
      default: #expect(after == rows, "\(part)")
      }
    }
    var patience = Migrator.Patience()
    patience.contractQuietHours = 0
    let migrator = Migrator(connection, patience: patience)
    try migrator.apply(.contract)
    try expectClean(migrator, "the contract")
    #expect(try migrator.status().isCurrent)
    let broken = try migrator.brokenProtections()
    #expect(broken == [])
  }

  @Test("lines from before the app had quantities are told: their bookings would be quarantined")
  func linesWithoutQuantity() throws {
    try connection.execute("alter table booking_items add column quantity integer")
    try connection.execute("update booking_items set quantity = 1 where id > 2")
    #expect(
      try Migrator(connection).plan().observations == [
        "2 rows of booking_items have no quantity, such as id 1, 2: their bookings are quarantined "
          + "(bad_quantity) until they have one; where each is one test: update booking_items set "
          + "quantity = 1 where quantity is null"
      ])
    try connection.execute("update booking_items set quantity = 1 where quantity is null")
    #expect(try Migrator(connection).plan().observations == [])
  }

  @Test("records without a row become the plan's, of whatever types their columns are")
  func retypedRecords() throws {
    try connection.run(
      script: """
        create type billing_status as enum ('DRAFT', 'PAID');
        create table billing_records (
          id bigserial primary key, booking_id bigint references bookings, user_id int,
          test_ids integer[] default '{}', base_amount money, discount_amount float default 0,
          distance_charge varchar, final_amount numeric, billing_date timestamp default now(),
          billing_period integer, status billing_status default 'DRAFT', invoice_number integer unique,
          invoice_date timestamptz, paid_date bigint, created_at date, updated_at varchar
        )
        """)
    try Migrator(connection).apply()
    try expectClean(Migrator(connection), "retyped")
    let columns = try connection.query(
      """
      select attname || ' ' || format_type(atttypid, atttypmod)
      from pg_attribute
      where attrelid = 'billing_records'::regclass and attnum between 1 and 16
      order by attnum
      """
    ) { try $0.string(0) }
    #expect(
      columns == [
        "id integer", "booking_id integer", "user_id integer", "test_ids jsonb",
        "base_amount numeric(12,2)", "discount_amount numeric(12,2)",
        "distance_charge numeric(12,2)", "final_amount numeric(12,2)", "billing_date date",
        "billing_period text", "status text", "invoice_number text", "invoice_date date",
        "paid_date date", "created_at timestamp with time zone",
        "updated_at timestamp with time zone",
      ])
  }

  @Test("what an app makes between two phases is taken by the next")
  func between() throws {
    try Migrator(connection).apply(.phase(.p0))
    for part in PlanByTheApp.tables where part.migration.phase == .p1 { try app.make(part) }
    try Migrator(connection).apply()
    try expectClean(Migrator(connection), "p1")
  }

  @Test("cut off after any of its steps, the same command goes on", arguments: ["pets", "offers"])
  func cutOff(table: String) throws {
    let part = try #require(PlanByTheApp.tables.first { $0.table == table })
    let migrations = EmbeddedMigrations.all.filter { $0.version <= part.migration.version }
    let begun = try TestDatabase.empty()
    let steps = try begin(begun, part, migrations)
    #expect(steps.count >= 4)
    for count in 1...steps.count {
      let other = try TestDatabase.copy(of: begun).connect(searchPath: "public")
      for step in steps.prefix(count) {
        for statement in step.statements { try other.run(script: statement) }
      }
      try Migrator(other, migrations: migrations).apply()
      try expectClean(Migrator(other, migrations: migrations), "\(count) of \(steps.count)")
    }
  }

  /// A database whose next step is to complete a table without the job's defaults and keys, and with a
  /// column less; nobody is connected to it afterwards.
  private func begin(
    _ database: TestDatabase, _ part: PlanByTheApp.Part, _ migrations: [Migration]
  ) throws -> [Completion.Step] {
    let connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 100)
    try PlanByTheApp(connection).make(
      part, only: Set(part.columns.map(\.ownName)).subtracting(["updated_at"]))
    try Migrator(connection, migrations: migrations.dropLast()).apply()
    let plan = try Migrator(connection, migrations: migrations).plan()
    return try #require(plan.completions[part.migration.version]).steps
  }

  @Test("a key of its own that is there already serves, and no second one is made")
  func standIns() throws {
    try connection.run(
      script: """
        create type pet_kind as enum ('Dog', 'Cat', 'Unknown');
        create table pets (
          id integer generated always as identity primary key,
          user_id integer not null references users (id) on delete restrict,
          name varchar(80) not null default 'nameless',
          species pet_kind not null,
          is_active boolean default false,
          collar text,
          constraint "Weights" check (1 = 1)
        );
        create index pets_by_owner on pets (user_id);
        create unique index pets_by_name on pets (name);
        create index idx_bookings_by_day on bookings (booking_date);
        """)
    let plan = try Migrator(connection).plan()
    let completion = try #require(plan.completions[3])
    #expect(completion.script.contains("ON DELETE RESTRICT"))
    #expect(!completion.script.contains("foreign key"))
    #expect(!completion.script.contains("ix_pets_user_id on"))
    #expect(!completion.script.contains("ix_pets_name on"))
    try Migrator(connection).apply()
    try expectClean(Migrator(connection), "pets")
    let indexes = try CatalogReader(connection).objects().filter { $0.kind == .index }.map(\.name)
    #expect(!indexes.contains("bookings.ix_bookings_booking_date"))
    #expect(
      try connection.query("select count(*) > 0 and bool_and(not is_active) from pets") {
        try $0.bool(0)
      } == [true])
  }

  @Test(
    "what does not fit, or rows that it would refuse, are named before anything is changed",
    arguments: [
      ("alter table bookings add pet_id uuid", ["bookings.pet_id is uuid"]),
      (
        "alter table booking_items add quantity text",
        ["booking_items.quantity is text", "integer"]
      ),
      ("alter table tests add updated_at date", ["tests.updated_at is date"]),
      (
        "alter table booking_items add status text; update booking_items set status = 'lost' where id < 3",
        ["2 rows", "booking_items.status", "'lost'"]
      ),
      (
        """
        create type itemstatus as enum ('PENDING', 'LOST');
        alter table booking_items add status itemstatus;
        update booking_items set status = 'LOST' where id < 3
        """, ["2 rows", "booking_items.status", "'LOST'"]
      ),
      (
        "alter table bookings add pet_id int; update bookings set pet_id = 7 where id in (1, 2)",
        ["2 rows", "bookings.pet_id", "'7'", "pets"]
      ),
      (
        "create table pets (id int primary key, user_id int); insert into pets values (1, 1), (2, -4)",
        ["1 row has a pets.user_id", "users", "'-4'"]
      ),
      (
        "create table coupons (id int, code text); insert into coupons values (1, 'A'), (2, 'A')",
        ["coupons.start_date", "missing", "2 rows"]
      ),
      (
        """
        create table staff (id serial primary key, name text, phone text, role text);
        insert into staff (name, phone, role) values ('A', '1', 'admin'), ('B', '1', 'chief')
        """, ["staff.role", "'chief'", "phone", "'1'"]
      ),
      (
        """
        create table distance_pricing_configs (
          id serial primary key, base_charge float, charge_per_km float, max_free_distance_km float,
          effective_from date, effective_until date, is_active boolean);
        insert into distance_pricing_configs
        select n, 50, 5, 2, date '2025-01-01' + n, null, true from generate_series(1, 2) n
        """, ["distance_pricing_configs", "same days", "'1', '2'"]
      ),
      (
        "create table pets (id serial primary key, user_id int, gender text not null)",
        ["pets.gender", "default"]
      ),
      (
        """
        create type species as enum ('DOG', 'CAT');
        create table pets (id serial primary key, user_id int, species species)
        """, ["pets.species", "has 'DOG', 'CAT'", "alter type species add value 'UNKNOWN'"]
      ),
      (
        """
        create table pets (id serial primary key, user_id int, name varchar(10), species varchar(3)
          constraint of_a_kind check (species in ('DOG', 'CAT')))
        """,
        [
          "pets.species does not take 'Unknown'", "the check of_a_kind lists 'DOG', 'CAT'",
          "pets.name holds 10 characters", "type varchar(14)",
        ]
      ),
      (
        """
        create type discount as enum ('PERCENTAGE', 'POINTS');
        create domain offer_kind as discount;
        create table offers (id serial primary key, name text, discount_type offer_kind,
          discount_value float, start_date date, end_date date, is_active boolean);
        insert into offers (name, discount_type, discount_value, start_date, end_date, is_active)
        values ('A', 'POINTS', 10, '2025-01-01', '2025-01-01', true),
          ('B', 'PERCENTAGE', 10, '2025-01-01', '2025-01-01', true)
        """, ["1 row has a offers.discount_type that the plan refuses ('POINTS')"]
      ),
      (
        """
        create table billing_records (id serial primary key, booking_id int,
          status varchar(9) constraint in_capitals check (status in ('DRAFT', 'PAID', 'paid')))
        """,
        [
          "billing_records.status does not take 'draft', 'finalized', 'invoiced', which",
          "the check in_capitals lists 'DRAFT', 'PAID', 'paid': let it take these too",
        ]
      ),
      ("create view offers as select 1 as id", ["view offers", "set schema"]),
      (
        """
        create table offers (id serial primary key, name text, discount_type text,
          discount_value float, start_date date, end_date date, is_active boolean);
        insert into offers (name, discount_type, discount_value, is_active)
        values ('Monsoon', 'percentage', 10, true)
        """, ["1 row has no offers.start_date", "id 1", "offers.end_date"]
      ),
      (
        """
        create table billing_records (id serial primary key, booking_id int);
        insert into billing_records (booking_id) values (1)
        """, ["billing_records holds 1 row", "billing.start_date"]
      ),
    ])
  func misfits(made: String, words: [String]) throws {
    try connection.run(script: made)
    let lines = try problems().map(\.description)
    #expect(Set(lines).count == lines.count, "each is told once: \(lines)")
    let text = lines.joined(separator: "\n")
    for word in words { #expect(text.contains(word), "\(text)") }
    #expect(!text.contains("drop ") && !text.contains("rename or"), "\(text)")
    // The plan's own checks are not what refuses the plan's words.
    #expect(!text.contains("billing_records_status_check"), "\(text)")
  }

  @Test("going back leaves what the app had made, row by row")
  func undone() throws {
    try makeAll()
    let before = try PlanByTheApp.parts.map { try app.contents(of: $0) }
    try Migrator(connection).apply()
    for phase in ["jobs", "p2", "p1", "p0"] { try undo(phase) }
    for (part, rows) in zip(PlanByTheApp.parts, before) {
      let after = try app.contents(of: part)
      #expect(after.count >= rows.count, "\(part)")
    }
    try Migrator(connection).apply()
    try expectClean(Migrator(connection), "again")
  }

  @Test("going back leaves a column that the app had made, and takes the tables that it had not")
  func undoneInPart() throws {
    try connection.run(
      script: "alter table bookings add notes text; update bookings set notes = 'x'")
    try Migrator(connection).apply()
    // By a name that a migration had once, and that is free since.
    try connection.execute(
      "alter table users add constraint users_role_check check (role <> 'nobody')")
    for phase in ["jobs", "p2", "p1", "p0"] { try undo(phase) }
    #expect(
      try connection.query(
        """
        select bool_and(notes = 'x') and to_regclass('pets') is null
          and exists (select from pg_constraint where conname = 'users_role_check')
        from bookings
        """
      ) {
        try $0.bool(0)
      } == [true])
    try Migrator(connection).apply()
    try expectClean(Migrator(connection), "again")
  }

  private func undo(_ phase: String) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/undo/\(phase).sql")
    try connection.run(script: try String(contentsOf: path, encoding: .utf8))
  }
}
