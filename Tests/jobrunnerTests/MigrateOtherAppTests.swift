import Foundation
import Postgres
import TestLab
import Testing

/// What an app has put on its tables, calls them, and where it keeps them.
@Suite("jobrunner migrate where the app is otherwise")
struct MigrateOtherAppTests: BeginsEmpty {
  let lab: EmptyLab

  init() throws { lab = try EmptyLab() }

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

  @Test("a lab in another schema is named by what finds none, with the key that chooses it")
  func otherSchema() throws {
    try connection.run(script: "create schema app")
    try ExistingApp().createTables(try database.connect(searchPath: "app"))
    let sentence =
      "the schema \"app\" of this database holds booking_items, bookings, categories, tests, users: "
      + "if that is the lab, set database.schema: app (or: --lab app)"
    let night = try run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 78 && night.standardError.contains("  - \(sentence)\n"), "\(night)")
    let missing = try run("nightly", "--business-date", "2025-01-20", "--lab", "ap")
    #expect(missing.exitCode == 78 && missing.standardError.contains("  - \(sentence)\n"))
    let plan = try run("migrate", "plan")
    #expect(plan.exitCode == 0 && plan.standardOutput.contains("-- \(sentence).\n"), "\(plan)")
    let report = try #require(try json(run("migrate", "plan", "--json")) as? [String: Any])
    #expect(report["remarks"] as? [String] == ["\(sentence)."])
    let chosen = try run("migrate", "plan", "--steps", "--lab", "app")
    #expect(chosen.exitCode == 0 && chosen.standardOutput.contains("the running app's tables"))
    // One table of the app's in the wrong schema as well: what is missing there is here.
    try connection.run(script: "create table users (id serial primary key)")
    let refused = try run("migrate", "plan")
    #expect(refused.exitCode == 78 && refused.standardError.contains("  - \(sentence)\n"))
  }

  @Test("an app whose tables have other names ends plan and apply with 78, and where to read on")
  func otherNames() throws {
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        alter table users rename to "user";
        alter table bookings rename to booking;
        alter table booking_items rename to booking_item;
        """)
    for command in ["plan", "apply"] {
      let refused = try run("migrate", command)
      #expect(refused.exitCode == 78)
      #expect(
        refused.standardError == """
          jobrunner: the tables of the schema "public" cannot be taken over as they are; nothing was \
          changed
            - the table booking_items is missing: a lab's app has it; booking_item (with booking_id, \
          test_id) looks like it
            - the table bookings is missing: a lab's app has it; booking (with address, address_link, \
          booking_date, status …) looks like it
            - the table users is missing: a lab's app has it; user (with email, full_name, \
          hashed_password, is_superuser …) looks like it
            tables and columns of other names are not taken over: see docs/adopting.md (Other names); a \
          lab beside this app's tables needs a schema of its own (database.schema)

          """)
    }
  }
}
