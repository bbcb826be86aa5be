import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Adopting the database of a running app")
struct AdoptionTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
  }

  private func problems() throws -> [AdoptionProblem] {
    let before = try CatalogReader(connection).objects()
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).plan() }
    #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    #expect(try CatalogReader(connection).objects() == before, "nothing may be changed")
    guard case .notAdoptable(_, let problems) = error else {
      Issue.record("\(String(describing: error))")
      return []
    }
    return problems
  }

  private static let variants: [ExistingApp] = {
    var numeric = ExistingApp()
    numeric.money = "numeric(10, 2)"
    numeric.instant = "timestamptz"
    numeric.text = "text"
    numeric.status = "text"
    var enumeration = ExistingApp()
    enumeration.money = "real"
    enumeration.text = "varchar(200)"
    enumeration.status = "booking_status"
    return [ExistingApp(), numeric, enumeration]
  }()

  @Test("its tables are recognised, whatever types SQLAlchemy chose", arguments: 0..<3)
  func recognised(variant: Int) throws {
    let app = Self.variants[variant]
    try app.createTables(connection)
    try app.fill(connection, bookings: 500)
    let plan = try Migrator(connection).plan()
    #expect(plan.adopts)
    #expect(plan.situation.contains("holds the running app's tables"))
    #expect(plan.script.contains("0001_baseline (recognised, not run)"))
    #expect(!plan.script.contains("create table users"))
    let applied = try Migrator(connection).apply()
    #expect(applied.count == plan.steps.count)
    #expect(
      try Migrator(connection).status().entries.first { $0.name == "0001_baseline" }?.state
        .description == "adopted")
    try Migrator(connection).check()
    let comparison = try Migrator(connection).verify()
    #expect(comparison.missing == [])
    #expect(comparison.different == [])
  }

  @Test("what the app has for itself is left alone and listed apart")
  func extras() throws {
    try ExistingApp().createTables(connection)
    try Migrator(connection).apply()
    let names = try Migrator(connection).verify().extra.map(\.name)
    #expect(names.contains("alembic_version"))
    #expect(names.contains("users.referral_source"))
    #expect(names.contains("users.ix_users_phone"))
    #expect(
      try connection.first("select version_num from alembic_version") { try $0.string(0) }
        == "9f2c41d07b1e")
    #expect(
      try connection.first("select name || is_on::text from app_feature_flags") {
        try $0.string(0)
      } == "whatsapp_bookingtrue")
  }

  @Test("a missing table or column and a wrong type are named, and nothing is changed")
  func misshapen() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        drop table categories cascade;
        alter table tests drop column price;
        alter table bookings alter column booking_date type date;
        alter table booking_items drop constraint booking_items_test_id_fkey;
        alter table booking_items alter column test_id type text;
        """)
    #expect(
      try problems() == [
        .missingTable("categories"),
        .wrongType("booking_items.test_id", found: "text", wanted: "integer"),
        .wrongType("bookings.booking_date", found: "date", wanted: "timestamp with time zone"),
        .missingColumn("tests.price", wanted: "numeric(12,2)"),
      ])
  }

  @Test(
    "a name that is taken by something else is told before anything is changed",
    arguments: [
      ("create table old (id serial, constraint pets_pkey primary key (id))", "index pets_pkey"),
      ("create view pets as select 1 as id", "view pets"),
      ("create type staff as enum ('vet')", "type staff"),
      ("create sequence coupons", "sequence coupons"),
      ("create index ix_pets_name on users (role)", "index users.ix_pets_name"),
      ("create sequence pets_id_seq", "sequence pets_id_seq"),
      ("create index ix_bookings_status on users (role)", "index users.ix_bookings_status"),
      ("create table billing_runs (id serial primary key)", "table billing_runs"),
    ])
  func takenNames(change: String, object: String) throws {
    try ExistingApp().createTables(connection)
    try connection.run(script: change)
    let found = try problems()
    #expect(found.count == 1)
    guard case .occupied(let name, _) = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(name.hasPrefix(object))
    let description = found[0].description
    #expect(!description.contains("drop") && description.contains("alter "), "\(description)")
  }

  @Test(
    "a table that cannot be altered in use, or not be referred to, is told",
    arguments: [
      ("alter table booking_items set unlogged", "booking_items is an unlogged table"),
      ("alter table categories drop constraint categories_pkey cascade", "no primary key on id"),
      (
        "drop table booking_items; create view booking_items as select 1 as id",
        "booking_items is a view, and should be a plain table"
      ),
      ("alter table tests alter column name type varchar[] using null", "character varying[]"),
      (
        """
        drop table booking_items;
        create foreign data wrapper elsewhere; create server other foreign data wrapper elsewhere;
        create foreign table booking_items (id integer) server other
        """, "booking_items is a foreign table, and should be a plain table"
      ),
    ])
  func notPlain(change: String, words: String) throws {
    try ExistingApp().createTables(connection)
    try connection.run(script: change)
    let found = try problems()
    #expect(found.count == 1)
    #expect(found.first?.description.contains(words) == true, "\(found)")
  }

  @Test(
    "what a user may do is the app's alone: any role is taken, before, between and after",
    arguments: [
      "alter table users alter column role type text",
      """
      create type user_role as enum ('USER', 'ADMIN', 'groomer', 'customer');
      alter table users alter column role type user_role using role::user_role
      """,
      // The app made the rest of the step by itself.
      "alter table users add column last_login timestamptz",
      "alter table booking_items add column status text",
    ])
  func roles(change: String) throws {
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 100)
    try connection.run(script: change)
    try connection.execute("update users set role = 'groomer' where id = 3")
    for last in [4, 15, 83, 9003] as [Int32] {
      let migrations = EmbeddedMigrations.all.filter { $0.version <= last }
      try Migrator(connection, migrations: migrations).apply()
      let comparison = try Migrator(connection, migrations: migrations).verify()
      #expect(comparison.missing == [], "\(last)")
      #expect(comparison.different == [], "\(last)")
      try connection.run(
        script: """
          update users set role = 'USER' where id = 5;
          update users set role = 'customer' where id = 5;
          """)
    }
    let checks = try CatalogReader(connection).objects().filter { $0.kind == .constraint }
    #expect(!checks.contains { $0.name == "users.users_role_check" })
  }

  @Test("a check of the app's own over its roles stays, whatever it is called")
  func checkOfTheApp() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table users add constraint users_role_check check (role in ('USER', 'ADMIN', 'vet'));
        """)
    let check: Statement = """
      select pg_get_constraintdef(oid) from pg_constraint where conname = 'users_role_check'
      """
    let before = try connection.query(check) { try $0.string(0) }
    try Migrator(connection).apply()
    #expect(try connection.query(check) { try $0.string(0) } == before && before.count == 1)
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test("a role may be of any type, and a database of an earlier version loses its check")
  func earlierRoles() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table users alter column role drop default;
        alter table users alter column role type integer using 1;
        """)
    #expect(
      try Migrator(connection).plan().script.contains(
        "add constraint users_role_check check (true) not valid;"))
    try Migrator(connection, migrations: EmbeddedMigrations.all.filter { $0.version < 83 }).apply()
    // As a version without 0083 left it, in an app's database with a table that the app made.
    try connection.run(
      script: """
        alter table users drop constraint users_role_check;
        alter table users alter column role type text using 'USER';
        alter table users add constraint users_role_check check (role in ('USER', 'ADMIN'));
        alter table staff drop constraint staff_role_check;
        """)
    #expect(try Migrator(connection).plan().completions[83] != nil)
    try Migrator(connection).apply()
    #expect(try Migrator(connection).verify().isClean)
    try connection.execute("update users set role = 'customer'")
    #expect(
      !(try CatalogReader(connection).objects()).contains { $0.name == "users.users_role_check" })
  }

  @Test("an index of the app's own that serves the plan too is kept")
  func sameIndex() throws {
    try ExistingApp().createTables(connection)
    let oid: Statement = "select 'ix_bookings_user_id'::regclass::oid::text"
    let before = try connection.first(oid) { try $0.string(0) }
    try Migrator(connection).apply()
    #expect(try connection.first(oid) { try $0.string(0) } == before)
  }

  @Test("one that was left half built is built anew")
  func invalidIndex() throws {
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 100)
    let baseline = EmbeddedMigrations.all.filter { $0.version < 11 }
    try Migrator(connection, migrations: baseline).apply()
    // Two bookings of one status: the unique index fails and stays behind, invalid.
    #expect(throws: PostgresError.self) {
      try connection.run(
        script: "create unique index concurrently ix_bookings_status on bookings (status)")
    }
    let extra = try Migrator(connection, migrations: baseline).verify().extra
    #expect(
      extra.contains {
        $0.name == "bookings.ix_bookings_status" && $0.definition.hasSuffix("INVALID")
      })
    try Migrator(connection).apply()
    #expect(try Migrator(connection).verify().isClean)
  }

  @Test("an empty schema and an adopted one come out the same, but for what the app had")
  func sameCatalog() throws {
    try ExistingApp().createTables(connection)
    let had = Set(try CatalogReader(connection).objects().map(\.name))
    try Migrator(connection).apply()
    let adopted = try CatalogReader(connection).objects()
    let fresh = try CatalogReader(try TestDatabase.make().connect(searchPath: "public")).objects()
    let baseline = Set(
      fresh.filter { object in
        ["users", "addresses", "categories", "tests", "bookings", "booking_items"].contains(
          String(object.name.prefix { $0 != "." }))
      }.map(\.name))
    // A check on a column of the app's is the same whichever text type the column has.
    let essences = { (objects: [CatalogObject]) in
      objects.filter { !had.contains($0.name) }.map { "\($0.kind) \($0.name) \($0.essence)" }
    }
    #expect(essences(adopted) == essences(fresh))
    #expect(had.subtracting(baseline).allSatisfy { name in !fresh.contains { $0.name == name } })
  }

  @Test("by phases or at once, in one go or resumed, the catalog is the same")
  func byPhases() throws {
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 300)
    for phase in [MigrationPhase.p0, .p1, .p2, .jobs] {
      try Migrator(connection).apply(.phase(phase))
      #expect(try Migrator(connection).verify().isClean, "\(phase)")
      let pending = try Migrator(connection).status().pending.map(\.phase)
      #expect(!pending.contains(phase))
      #expect(try Migrator(connection).apply(.phase(phase)) == [])
    }
    let other = try TestDatabase.empty()
    let atOnce = try other.connect(searchPath: "public")
    try ExistingApp().createTables(atOnce)
    try ExistingApp().fill(atOnce, bookings: 300)
    try Migrator(atOnce).apply()
    let atOnceObjects = try CatalogReader(atOnce).objects()
    #expect(try CatalogReader(connection).objects() == atOnceObjects)
    #expect(try Migrator(connection).status().isCurrent)
  }

  @Test("who may not alter the tables is told whose they are")
  func rights() throws {
    try ExistingApp().createTables(connection)
    let user = "visitor_\(database.name)"
    try connection.run(
      script: """
        create role \(user) login;
        grant usage on schema public to \(user);
        """)
    defer {
      try? connection.run(script: "reset role; drop owned by \(user); drop role \(user)")
    }
    try connection.run(script: "set role \(user)")
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).plan() }
    try connection.run(script: "reset role")
    guard case .notAdoptable(_, let problems) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problems.count == 7)
    #expect(problems.allSatisfy { $0.isAboutRights })
    #expect(problems.contains(.noCreateRight(user: user)))
  }
}
