import LabSchema
import Postgres
import TestLab
import Testing

/// A trigger of the app's may swallow or refuse what a backfill gives.
@Suite("What a backfill filled is counted")
struct BackfillCountTests {
  private let app: AppInTheWay
  private let connection: Connection

  init() throws {
    app = try AppInTheWay()
    connection = app.connection
  }

  private func incomplete(
    _ body: () throws -> Void
  ) throws -> (migration: String, rows: [UnfilledRows], suspects: [String]) {
    let error = #expect(throws: MigrationError.self) { try body() }
    guard case .backfillIncomplete(let migration, let rows, let suspects) = error else {
      Issue.record("\(String(describing: error))")
      return ("", [], [])
    }
    return (migration, rows, suspects.map(\.description))
  }

  private func refused(_ body: () throws -> Void) throws -> String {
    let error = #expect(throws: MigrationError.self) { try body() }
    guard case .backfillRefused = error else {
      Issue.record("\(String(describing: error))")
      return ""
    }
    return error?.message ?? ""
  }

  private static let swallowing: [(moment: String, name: String, body: String)] = [
    ("before update", "app", "return null;"),
    (
      "after update", "app",
      """
      if new.pet_id is not null then update bookings set pet_id = null where id = new.id; end if;
      return null;
      """
    ),
    (
      "after update", "late",
      """
      if new.pet_id is not null then update bookings set pet_id = null where id = new.id; end if;
      return null;
      """
    ),
  ]

  @Test(
    "a trigger that swallows what a backfill gives ends it with the rows; mended, it goes on",
    arguments: 0..<3)
  func swallowed(index: Int) throws {
    let (moment, name, body) = Self.swallowing[index]
    try app.addTrigger(
      moment, body: "if new.id between 60 and 240 then \(body) end if; return new;", name: name)
    let (migration, rows, suspects) = try incomplete { try app.migrator().apply() }
    #expect(migration == "0013_p0_backfill_bookings")
    let owed = try app.number(
      """
      select count(*) from bookings b join users u on u.id = b.user_id
      where b.id between 60 and 240
      """)
    #expect(rows.map(\.table) == ["bookings"] && rows.map(\.lacks) == ["pet_id"])
    #expect(rows.first?.count == owed)
    #expect(rows.first?.ids.first == 60 && rows.first?.ids.count == 10)
    #expect(suspects.count == 1 && suspects[0].hasPrefix("bookings: trigger \(name) (\(moment)"))
    #expect(try !app.isRecorded(13))
    // What comes after the rows is filled, and the cursor stands before them all the same.
    #expect(
      try app.number("select count(*) from bookings where id > 250 and pet_id is not null") > 20)
    let state = try app.migrator().status().entries.first { $0.version == 13 }
    #expect(state?.state == .pending && (state?.backfill?.lastID).map { $0 < 60 } == true)

    try connection.run(script: "alter table bookings disable trigger \(name)")
    try app.migrator().apply()
    #expect(try app.withoutPet() == 0)
    #expect(try app.number("select count(*) from bookings where pet_id is not null") > 280)
    #expect(try app.migrator().status().isCurrent)
  }

  @Test(
    "a trigger that raises ends a backfill with its message and the row, and what was filled stays")
  func refusing() throws {
    try app.addTrigger(
      body:
        "if old.id = 167 then raise exception 'booking % is archived', old.id; end if; return new;")
    let message = try refused { try app.migrator(batchSize: 2000).apply() }
    #expect(
      message == "0013_p0_backfill_bookings cannot fill bookings id 167: the trigger app of "
        + "bookings refuses it: booking 167 is archived (SQLSTATE P0001)")
    #expect(try !app.isRecorded(13))
    #expect(
      try app.texts(
        """
        select (b.id < 167)::text || ' ' || (b.pet_id is not null)::text
        from bookings b join users u on u.id = b.user_id
        group by 1 order by 1
        """) == ["false false", "true true"])
    try connection.run(script: "alter table bookings disable trigger app")
    try app.migrator().apply()
    #expect(try app.withoutPet() == 0)
    #expect(try app.migrator().status().isCurrent)
  }

  @Test(
    "a trigger that puts a row back, so that the server refuses its reports, is named with the row",
    arguments: ["return old;", "new.pet_id := null; return new;", "new := old; return new;"])
  func puttingBack(body: String) throws {
    try app.addTrigger(body: "if old.id >= 78 then \(body) end if; return new;")
    let error = #expect(throws: MigrationError.self) { try app.migrator().apply() }
    guard case .backfillRefused(_, "bookings id 78", nil, let suspects, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(suspects.map(\.name) == ["app"])
    #expect(error?.remedy.contains("alter table bookings disable trigger app") == true)
  }

  @Test("a constraint trigger that refuses at the commit is named with its row as well")
  func refusingLate() throws {
    try app.addTrigger(
      "after update", body: "if new.id = 10 then raise 'not this one'; end if; return null;",
      name: "late")
    let message = try refused { try app.migrator().apply() }
    #expect(
      message.contains("bookings id 10: the trigger late of bookings refuses it: not this one"))
  }

  @Test("a check of the app's own that refuses a row is told with the row")
  func refusedByCheck() throws {
    let before = EmbeddedMigrations.all.filter { $0.version < 12 }
    try Migrator(connection, migrations: before).apply()
    try connection.run(
      script: "alter table bookings add constraint odd check (id <> 33 or pet_id is null)")
    let message = try refused { try app.migrator().apply() }
    #expect(message.contains("cannot fill bookings id 33: new row for relation"), "\(message)")
  }

  @Test(
    "a later backfill and the contract are held to it too, and a row is filled whole or not at all",
    arguments: ["pets", "test_batch_groups", "test_reports"])
  func later(table: String) throws {
    try app.migrator().apply()
    try connection.run(
      script: """
        insert into users (
          id, phone, email, hashed_password, is_active, is_superuser, is_verified, role
        ) values (900, '900', '900', 'x', true, false, true, 'USER'),
          (901, '901', '901', 'x', true, false, true, 'USER');
        insert into pets (user_id, name, species) values (901, 'Coco', 'Bird');
        insert into bookings (id, user_id, created_at)
        values (9000, 900, '2025-01-01'), (9001, 901, '2025-01-01');
        insert into booking_items (booking_id, test_id)
        values (9000, 1), (9000, 2), (9001, 1), (9001, 2);
        delete from bookings b where not exists (select from users u where u.id = b.user_id)
          and not exists (select from booking_items i where i.booking_id = b.id);
        """)
    try app.addTrigger(on: table, "before insert", body: "return null;")
    let expected = [
      "pets": "1 row of bookings still lacks pet_id: id 9000",
      "test_batch_groups":
        "2 rows of bookings still lack a row in test_batch_groups: ids 9000, 9001",
    ]
    for attempt in [
      { _ = try app.migrator().backfill() }, { try app.migrator().apply(.contract) },
    ] {
      let (migration, rows, suspects) = try incomplete(attempt)
      #expect(migration == "0013_p0_backfill_bookings")
      #expect(
        rows.map(\.description) == [expected[table]].compactMap(\.self)
          || table == "test_reports" && rows.map(\.table) == ["booking_items"] && rows[0].count == 4
      )
      #expect(suspects.count == 1 && suspects[0].hasPrefix("\(table): trigger app (before insert"))
      #expect(try app.withoutPet() == 2)
      #expect(
        try app.number("select count(*) from bookings where id > 8999 and pet_id is not null") == 0)
    }
    try connection.run(script: "alter table \(table) disable trigger app")
    #expect(try app.migrator().backfill().map(\.rowsChanged) == [0, 2, 0, 0])
    #expect(
      try app.number(
        "select count(*) from test_reports r where r.batch_group_id in (select id from test_batch_groups where booking_id >= 9000)"
      ) == 4)
  }

  @Test("turnaround times, stray reports and their groups are counted as well")
  func otherBackfills() throws {
    try app.addTrigger(on: "tests", body: "return null;")
    let (migration, rows, _) = try incomplete { try app.migrator().apply() }
    #expect(migration == "0012_p0_backfill_tests" && rows.first?.count == 45)
    try connection.run(script: "drop trigger app on tests")
    try app.migrator().apply()

    try connection.run(
      script: """
        delete from test_batch_groups where booking_id = 2;
        update test_reports set batch_group_id = null
        where booking_item_id in (select id from booking_items where booking_id = 2);
        insert into booking_items (booking_id, test_id) values (2, 3);
        """)
    let expected = [
      ("test_reports", "before insert", "1 row of booking_items still lacks a row in test_reports"),
      ("test_batch_groups", "before insert", "1 row of bookings still lacks a row in test_bat"),
      ("test_reports", "before update", "2 rows of test_reports still lack batch_group_id: "),
    ]
    for (table, moment, words) in expected {
      try app.addTrigger(on: table, moment, body: "return null;")
      let (migration, rows, suspects) = try incomplete { _ = try app.migrator().backfill() }
      #expect(migration == "0014_p0_backfill_booking_items")
      #expect(rows.count == 1 && rows[0].description.hasPrefix(words), "\(rows)")
      #expect(suspects.count == 1)
      try connection.run(script: "drop trigger app on \(table)")
    }
    #expect(try app.migrator().backfill().map(\.rowsChanged) == [0, 0, 1, 0])
  }
}
