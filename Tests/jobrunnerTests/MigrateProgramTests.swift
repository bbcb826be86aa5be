import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("jobrunner migrate and doctor")
struct MigrateProgramTests {
  private let database: TestDatabase
  private let connection: Connection
  private let environment: [String: String]

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": FileManager.default.temporaryDirectory.path,
    ]
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(arguments, environment: environment)
  }

  private func json(_ outcome: ChildProcess.Outcome) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
  }

  @Test("plan lists the steps and their SQL, and changes nothing")
  func plan() throws {
    try ExistingApp().createTables(connection)
    let before = try CatalogReader(connection).objects()
    let plan = try run("migrate", "plan")
    #expect(plan.exitCode == 0, "\(plan.standardError)")
    #expect(
      plan.standardOutput.hasPrefix("-- the schema \"public\" holds the running app's tables"))
    #expect(plan.standardOutput.contains("create table pets ("))
    #expect(!plan.standardOutput.contains("create table bookings"))
    let steps = try run("migrate", "plan", "--steps", "--phase", "p0")
    #expect(steps.standardOutput.contains("0015_p0_validate_existing_tables"))
    #expect(!steps.standardOutput.contains("0016_"))
    let report = try #require(try json(run("migrate", "plan", "--json")) as? [String: Any])
    #expect(report["adopts"] as? Bool == true)
    #expect((report["steps"] as? [[String: Any]])?[1]["recognised"] as? Bool == true)
    #expect(try CatalogReader(connection).objects() == before)
  }

  @Test("status has exit code 78 while something is pending, and 0 when nothing is")
  func status() throws {
    let pending = try run("migrate", "status", "--json")
    #expect(pending.exitCode == 78)
    let entries = try #require(try json(pending) as? [[String: Any]])
    #expect(entries.count == EmbeddedMigrations.all.count)
    #expect(entries[1]["state"] as? String == "pending")
    #expect(try run("migrate", "apply").exitCode == 0)
    let current = try run("migrate", "status", "--json")
    #expect(current.exitCode == 0)
    let states = try #require(try json(current) as? [[String: Any]]).map {
      $0["state"] as? String
    }
    #expect(Set(states) == ["applied", "when the app is ready"])
  }

  @Test("verify names what is wrong, with exit code 78")
  func verify() throws {
    #expect(try run("migrate", "apply").exitCode == 0)
    #expect(
      try run("migrate", "verify").standardOutput == "the schema holds what its migrations say\n")
    try connection.run(
      script: """
        alter table pets drop column breed;
        alter table pets alter column species drop not null;
        create table app_flags (name text)
        """)
    let verify = try run("migrate", "verify")
    #expect(verify.exitCode == 78)
    #expect(
      verify.standardOutput == """
        missing    column pets.breed: text
        different  column pets.species: text
                   should be: text; not null
        extra      table app_flags
        1 missing, 1 different

        """)
    let report = try #require(try json(run("migrate", "verify", "--json")) as? [String: Any])
    #expect(report["is_clean"] as? Bool == false)
  }

  @Test("what stands in the way of adopting is listed, with exit code 78")
  func notAdoptable() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        drop table categories cascade;
        alter table bookings alter column booking_date type date
        """)
    for command in ["plan", "apply"] {
      let refused = try run("migrate", command)
      #expect(refused.exitCode == 78)
      #expect(
        refused.standardError == """
          jobrunner: the tables of the schema "public" cannot be taken over as they are; \
          nothing was changed
            - the table categories is missing: a lab's app has it
            - the column bookings.booking_date is date, and should be timestamp with time zone
            put this right, or correct database.schema, and look again with: jobrunner migrate plan

          """)
    }
  }

  @Test(
    "a backfill that a trigger swallows ends apply with 78, its rows and the trigger; then it goes on"
  )
  func swallowed() throws {
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 120)
    try connection.run(
      script: """
        create function hush() returns trigger language plpgsql as $$
        begin
          if old.id between 100 and 111 then return null; end if;
          return new;
        end
        $$;
        create trigger "Hush" before update on bookings for each row execute function hush();
        """)
    let plan = try #require(try json(run("migrate", "plan", "--json")) as? [String: Any])
    let met = try #require(plan["backfill_encounters"] as? [[String: Any]])
    #expect(met.count == 1)
    #expect(met[0]["table"] as? String == "bookings" && met[0]["kind"] as? String == "trigger")
    #expect(met[0]["name"] as? String == #""Hush""# && met[0]["function"] as? String == "hush()")
    #expect(met[0]["moment"] as? String == "before update of each row")
    #expect(met[0]["effects"] as? [String] == ["may leave the row as it is (returns null)"])
    let steps = try run("migrate", "plan", "--steps")
    #expect(
      steps.standardOutput.contains(
        """
        The backfills write to tables of yours, and end (78) where a row cannot be filled. They meet:
          bookings: trigger "Hush" (before update of each row) calls hush(), which may leave the row as \
        it is (returns null)

        """), "\(steps.standardOutput)")

    let refused = try run("migrate", "apply")
    #expect(refused.exitCode == 78)
    let told = refused.standardError.split(separator: "\n").drop { !$0.hasPrefix("jobrunner:") }
    #expect(
      told.joined(separator: "\n") == """
        jobrunner: 0013_p0_backfill_bookings is not done: something keeps rows from being filled
          - 12 rows of bookings still lack pet_id: ids 100, 101, 102, 103, 104, 105, 106, 107, 108, 109 …
          - bookings: trigger "Hush" (before update of each row) calls hush(), which may leave the row \
        as it is (returns null)
          let the trigger pass what jobrunner writes (if current_setting('application_name') = \
        'jobrunner migrate' then return new; end if;) or disable it meanwhile (alter table bookings \
        disable trigger "Hush"), and run the same command again: it goes on where it was
        """)
    let states = try #require(try json(run("migrate", "status", "--json")) as? [[String: Any]])
    #expect(states.first { $0["version"] as? Int == 13 }?["state"] as? String == "begun")

    // What the remedy says: the trigger lets pass what the migrator writes, whatever name the connection
    // string gives its session, and goes on for the app.
    try connection.run(
      script: """
        create or replace function hush() returns trigger language plpgsql as $$
        begin
          if current_setting('application_name') = 'jobrunner migrate' then return new; end if;
          if old.id between 100 and 111 then return null; end if;
          return new;
        end
        $$
        """)
    let named = environment.merging(
      ["DATABASE_URL": "\(database.url)&application_name=lab"]) { _, new in new }
    let applied = try JobrunnerProgram.run(["migrate", "apply"], environment: named)
    #expect(applied.exitCode == 0, "\(applied.standardError)")
    #expect(
      try connection.query(
        """
        select count(*) from bookings b join users u on u.id = b.user_id where b.pet_id is null
        """
      ) { try $0.int(0) } == [0])
  }

  @Test("a rule on a table of a backfill ends plan and apply with 78, before anything is changed")
  func rule() throws {
    try ExistingApp().createTables(connection)
    try connection.run(script: "create rule keep as on update to tests do instead nothing")
    for command in ["plan", "apply"] {
      let refused = try run("migrate", command)
      #expect(refused.exitCode == 78)
      #expect(
        refused.standardError == """
          jobrunner: the backfills cannot write what they have to in the schema "public"; nothing was \
          changed
            - tests: rule keep on update: the server runs no statement such as a backfill's on a table \
          with a rule; make a trigger of it, or disable it meanwhile: alter table tests disable rule keep
            put this right, and look again with: jobrunner migrate plan

          """)
    }
    #expect(
      try connection.query("select to_regclass('schema_migrations') is null") { try $0.bool(0) }
        == [true])
  }

  @Test("row-level security is listed where it is not active, and refused where it hides the rows")
  func rowSecurity() throws {
    let owner = "\(database.name)_owner"
    try connection.run(
      script: "create role \(owner) login; grant create, usage on schema public to \(owner)")
    defer { try? connection.run(script: "drop owned by \(owner) cascade; drop role \(owner)") }
    try connection.run(script: "set role \(owner)")
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table bookings enable row level security, force row level security; reset role
        """)
    let url = database.url.replacing(/user=[a-z]+/, with: "user=\(owner)")
    let own = environment.merging(["DATABASE_URL": url]) { _, new in new }
    for command in ["plan", "apply"] {
      let refused = try JobrunnerProgram.run(["migrate", command], environment: own)
      #expect(refused.exitCode == 77)
      #expect(refused.standardError.contains("row-level security keeps rows of bookings from"))
    }
    try connection.run(script: "alter table bookings no force row level security")
    let plan = try JobrunnerProgram.run(["migrate", "plan", "--steps"], environment: own)
    #expect(
      plan.standardOutput.contains(
        "  bookings: row-level security, which does not apply to \(owner)\n"),
      "\(plan)")
    let applied = try JobrunnerProgram.run(["migrate", "apply"], environment: own)
    #expect(applied.exitCode == 0, "\(applied.standardError)")
  }

  @Test("a second migrator says that it waits, and goes on when the first is done")
  func waits() throws {
    try ExistingApp().createTables(connection)
    let other = try database.connect(searchPath: "public")
    try other.execute("select pg_advisory_lock(hashtextextended('jobrunner migrate public', 0))")
    let process = try JobrunnerProgram.start(["migrate", "apply"], environment: environment)
    let isWaiting: Statement = """
      select exists (
        select from pg_stat_activity
        where application_name = 'jobrunner migrate' and query like '%pg_try_advisory_lock%'
          and datname = current_database()
      )
      """
    while try !connection.query(isWaiting, { try $0.bool(0) })[0] {}
    try other.execute("select pg_advisory_unlock_all()")
    let outcome = process.wait(within: .seconds(60))
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardError.contains("another migrator is at work"))
  }

  @Test("roles are printed or made; a prefix that is no name is refused")
  func roles() throws {
    #expect(try run("migrate", "apply").exitCode == 0)
    let prefix = database.name
    let printed = try run("migrate", "roles", "--prefix", prefix, "--print")
    #expect(printed.exitCode == 0, "\(printed.standardError)")
    #expect(printed.standardOutput.contains("create role \(prefix)_biller nologin;\n"))
    #expect(
      try connection.query("select 1 from pg_roles where rolname like \(prefix + "_%")") { _ in () }
        .isEmpty)
    #expect(try run("migrate", "roles", "--prefix", "Not a name").exitCode == 64)
    #expect(try run("migrate", "roles", "--prefix", prefix).exitCode == 0)
    let names = "\(prefix)_owner, \(prefix)_biller, \(prefix)_accountant"
    try connection.run(
      script:
        "reassign owned by \(names) to current_user; drop owned by \(names); drop role \(names)")
  }

  @Test("doctor says ok to a lab that is in order, and names a right that is missing")
  func doctor() throws {
    #expect(try run("migrate", "apply").exitCode == 0)
    let healthy = try run("doctor")
    #expect(healthy.exitCode == 0, "\(healthy.standardOutput)")
    for check in ["connection", "server", "clock", "schema", "rights"] {
      #expect(healthy.standardOutput.contains("ok    \(check)\n"))
    }
    #expect(healthy.standardOutput.contains("ok    exports folder: /"))
    let user = "\(database.name)_visitor"
    try connection.run(
      script: "create role \(user) login; grant select on schema_migrations to \(user)")
    let url = database.url.replacing(/user=[a-z]+/, with: "user=\(user)")
    let visitor = try JobrunnerProgram.run(
      ["doctor"], environment: environment.merging(["DATABASE_URL": url]) { _, new in new })
    try connection.run(script: "drop owned by \(user); drop role \(user)")
    #expect(visitor.exitCode == 77)
    #expect(visitor.standardOutput.contains("FAIL  rights: this user lacks"))
    #expect(visitor.standardOutput.contains("jobrunner migrate roles"))
  }

  @Test("an owner who may not create roles is told of --print, and nothing is changed")
  func rolesOfAPlainOwner() throws {
    let owner = "\(database.name)_plain"
    try connection.run(
      script: "create role \(owner) login; grant create on schema public to \(owner)")
    defer { try? connection.run(script: "drop owned by \(owner) cascade; drop role \(owner)") }
    let url = database.url.replacing(/user=[a-z]+/, with: "user=\(owner)")
    let own = environment.merging(["DATABASE_URL": url]) { _, new in new }
    let applied = try JobrunnerProgram.run(["migrate", "apply"], environment: own)
    #expect(applied.exitCode == 0, "\(applied.standardError)")
    let refused = try JobrunnerProgram.run(
      ["migrate", "roles", "--prefix", database.name], environment: own)
    #expect(refused.exitCode == 77)
    #expect(refused.standardError.contains("migrate roles --print"))
    let printed = try JobrunnerProgram.run(
      ["migrate", "roles", "--prefix", database.name, "--print"], environment: own)
    #expect(printed.exitCode == 0, "\(printed.standardError)")
    #expect(
      printed.standardOutput.contains("to \(database.name)_owner, \(database.name)_biller, "))
  }

  @Test("doctor and verify name a right that others hold on the job's own, and what takes it back")
  func rightsOfOthers() throws {
    #expect(try run("migrate", "apply").exitCode == 0)
    try connection.run(script: "grant insert on billing_records to public")
    let repair = "revoke insert on table billing_records from public"
    let doctor = try run("doctor")
    #expect(doctor.exitCode == 78)
    #expect(
      doctor.standardOutput.contains(
        "FAIL  rights of others: PUBLIC may insert table billing_records\n      \(repair)\n"))
    let verify = try run("migrate", "verify")
    #expect(verify.exitCode == 78)
    #expect(
      verify.standardOutput == """
        rights     PUBLIC may insert table billing_records
                   remedy: \(repair)
        0 missing, 0 different, 1 rights too many

        """)
    try connection.run(script: repair)
    #expect(try run("doctor").exitCode == 0)
  }
}
