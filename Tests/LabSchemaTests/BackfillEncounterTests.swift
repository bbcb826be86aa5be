import LabSchema
import Postgres
import TestLab
import Testing

/// Between a backfill and the rows stands what the app has put on its tables: triggers, rules, policies,
/// publications.
@Suite("What a backfill meets on the app's tables")
struct BackfillEncounterTests {
  private let app: AppInTheWay
  private let connection: Connection

  init() throws {
    app = try AppInTheWay()
    connection = app.connection
  }

  @Test("plan lists the triggers that fire, in their order, and what their text shows; no others")
  func listed() throws {
    try app.addTrigger(
      body: """
        -- raise 'not really'; return null;
        new.updated_at := now(); new."Seen" = 'return null;'; return new;
        """,
      name: "touch")
    try app.addTrigger(
      "before insert or update of user_id, status or delete",
      body: "if new.id < 0 then raise exception 'no'; end if; return null;", name: "elsewhere")
    try app.addTrigger(
      "before insert or update", body: "if new.id < 0 then raise 'no'; end if; return old;",
      name: "guard")
    try app.addTrigger(
      "after update", body: "insert into app_feature_flags values (new.id, true); return null;",
      name: "logit")
    try app.addTrigger("after update", each: "statement", body: "raise notice 'done'; return null;")
    try app.addTrigger(
      "before update of status", body: "raise exception 'no';", name: "other_column")
    try app.addTrigger("before delete", body: "raise exception 'no';", name: "deletes")
    try app.addTrigger(body: "raise exception 'no';", name: "off")
    try app.addTrigger(on: "users", body: "raise exception 'no';")
    try connection.run(
      script: """
        alter table bookings disable trigger off;
        create trigger redundant before update on tests
          for each row execute function suppress_redundant_updates_trigger();
        alter table tests enable row level security;
        create publication warehouse for table bookings;
        create publication inserts for table tests with (publish = 'insert');
        """)
    let plan = try app.migrator().plan()
    #expect(
      plan.encounters.map(\.description) == [
        "bookings: trigger app (after update of a statement) calls app_on_bookings()",
        "bookings: trigger guard (before insert or update of each row) calls guard_on_bookings(), "
          + "which may put the row back as it was (returns old), may refuse (raises)",
        "bookings: trigger logit (after update of each row) calls logit_on_bookings(), which writes by "
          + "itself",
        "bookings: trigger touch (before update of each row) calls touch_on_bookings(), which sets "
          + "updated_at, \"Seen\"",
        "bookings: publication warehouse sends each row that is filled to its subscribers, whose tables "
          + "need the new columns first",
        "tests: trigger redundant (before update of each row) calls "
          + "suppress_redundant_updates_trigger(), which is not in PL/pgSQL, so that what it does cannot "
          + "be read",
        "tests: row-level security, which does not apply to jobrunner",
      ])
    #expect(
      plan.script.contains(
        "They meet:\n--   bookings: trigger app ("))
    #expect(try app.migrator().plan(.phase(.p0)).encounters == plan.encounters)
  }

  @Test("a trigger that sets updated_at is no hindrance, and fires")
  func touched() throws {
    try connection.run(script: "update bookings set updated_at = '2025-01-01'")
    try app.addTrigger(body: "new.updated_at := '2030-01-01'; return new;")
    try app.migrator().apply()
    #expect(try app.withoutPet() == 0)
    #expect(
      try app.number(
        "select count(*) from bookings where (pet_id is null) <> (updated_at < '2030-01-01')")
        == 0)
  }

  @Test(
    "a rule on a table that is written stops it before anything is changed",
    arguments: [
      "create rule app as on update to bookings do instead nothing",
      "create rule app as on update to bookings do also notify changed",
      "create rule app as on update to tests where new.id < 0 do instead nothing",
    ])
  func rule(statement: String) throws {
    try connection.run(script: statement)
    let before = try CatalogReader(connection).objects()
    for attempt in [{ _ = try app.migrator().plan() }, { try app.migrator().apply() }] {
      let error = #expect(throws: MigrationError.self) { try attempt() }
      guard case .backfillStopped(_, let encounters) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(encounters.count == 1 && encounters[0].name == "app")
      #expect(error?.details.first?.contains("disable rule app") == true)
    }
    #expect(try CatalogReader(connection).objects() == before)
    let table = statement.contains("bookings") ? "bookings" : "tests"
    try connection.run(script: "alter table \(table) disable rule app")
    try app.migrator().apply()
    #expect(try app.withoutPet() == 0)
    // A later backfill is stopped by it as well.
    try connection.run(script: "alter table \(table) enable rule app")
    let later = #expect(throws: MigrationError.self) { try app.migrator().backfill() }
    guard case .backfillStopped = later else {
      Issue.record("\(String(describing: later))")
      return
    }
  }

  @Test(
    "it is told together with what does not fit; who may not write can look at the plan as well")
  func toldAtOnce() throws {
    try connection.run(
      script: """
        create rule app as on update to bookings do instead nothing;
        create publication p for table tests;
        alter table tests rename column price to mrp;
        """)
    let error = #expect(throws: MigrationError.self) { try app.migrator().plan() }
    let details = error?.details ?? []
    #expect(details.count == 2 && details[0].contains("tests.mrp looks like it"))
    #expect(details.last?.contains("alter table bookings disable rule app") == true)
    try connection.run(
      script: """
        drop rule app on bookings;
        alter table tests rename column mrp to price;
        """)
    let reader = "\(app.database.name)_reader"
    try connection.run(
      script: """
        create role \(reader);
        grant select on all tables in schema public to \(reader);
        set role \(reader)
        """)
    let refused = #expect(throws: MigrationError.self) { try app.migrator().plan() }
    try connection.run(script: "reset role; drop owned by \(reader); drop role \(reader)")
    guard case .notAdoptable(_, let problems) = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    let others = problems.filter { !$0.isAboutRights }
    #expect(others == [])
  }

  @Test(
    "a published table whose updates the server would refuse is named before anything is changed",
    arguments: [
      """
      alter table bookings replica identity nothing; create publication p for table bookings
      """,
      """
      create publication p for all tables; alter table bookings replica identity nothing
      """,
      "create publication p for table bookings where (status = 'completed')",
      "create publication p for table bookings (user_id)",
    ])
  func publication(script: String) throws {
    try connection.run(script: script)
    let before = try CatalogReader(connection).objects()
    let readOnly = try app.database.connect(searchPath: "public")
    try readOnly.run(script: "set default_transaction_read_only = on")
    for attempt in [
      { _ = try Migrator(readOnly).plan() }, { try app.migrator().apply() },
    ] {
      let error = #expect(throws: MigrationError.self) { try attempt() }
      guard case .backfillStopped(_, let encounters) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(encounters.map(\.table) == ["bookings"] && encounters[0].name == "p")
      let isFiltered = script.contains("(")
      #expect(
        error?.details.first?.contains(
          isFiltered ? "let the publication filter by columns of" : "replica identity default, or")
          == true)
    }
    #expect(try CatalogReader(connection).objects() == before)
    try connection.run(script: "alter table bookings replica identity full")
    if script.contains("(user_id)") {
      // A list of columns has to hold the identity: the whole row cannot be in it.
      try connection.run(
        script:
          "alter publication p set table bookings (id, user_id); alter table bookings replica identity default"
      )
    }
    try app.migrator().apply()
    #expect(try app.withoutPet() == 0)
  }
}
