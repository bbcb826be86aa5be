import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("jobrunner migrate and doctor")
struct MigrateProgramTests: BeginsEmpty {
  let lab: EmptyLab

  init() throws { lab = try EmptyLab() }

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
    let names = LabRoles(prefix: prefix).names.joined(separator: ", ")
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
        0 missing, 0 different, 1 right too many

        """)
    try connection.run(script: repair)
    #expect(try run("doctor").exitCode == 0)
  }
}
