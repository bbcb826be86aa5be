import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Backfilling what was there before")
struct BackfillTests {
  private let database: TestDatabase
  private let connection: Connection
  /// Up to the backfills, without them.
  private let expanded = EmbeddedMigrations.all.filter { $0.version < 12 }

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
  }

  private func apply(batchSize: Int = 2000) throws {
    try Migrator(connection, patience: patience(batchSize: batchSize)).apply()
  }

  private func patience(batchSize: Int) -> Migrator.Patience {
    var patience = Migrator.Patience()
    patience.batchSize = batchSize
    return patience
  }

  private func texts(_ statement: Statement) throws -> [String] {
    try connection.query(statement) { row in try row.string(0) }
  }

  /// Users 1 to 4, tests 1 to 3; bookings: 1 of user 1 with two tests, 2 of user 1 with one, 3 of
  /// user 2 with none, 4 of nobody with two.
  private func addBookings() throws {
    try connection.run(
      script: """
        insert into categories (name) values ('Haematology');
        insert into tests (category_id, name, price, report_time_hours)
        values (1, 'CBC', 450, 24), (1, 'ESR', 150, null), (1, 'Odd', 10, -5);
        insert into users (
          phone, email, hashed_password, is_active, is_superuser, is_verified, role
        )
        select n::text, n || '@example.org', 'x', true, false, true, 'USER'
        from generate_series(1, 4) n;
        insert into bookings (user_id, created_at)
        values (1, '2025-01-01'), (1, '2025-01-02'), (2, null), (null, '2025-01-04');
        insert into booking_items (booking_id, test_id)
        values (1, 1), (1, 2), (2, 1), (4, 1), (4, 3);
        """)
  }

  @Test("each user with a booking gets one default pet, and the bookings name it")
  func pets() throws {
    try addBookings()
    try apply()
    #expect(
      try texts("select user_id || ' ' || name || ' ' || species from pets order by user_id")
        == ["1 Pet_1 Unknown", "2 Pet_2 Unknown"])
    #expect(
      try texts(
        """
        select b.id || ' ' || coalesce(p.name, 'none')
        from bookings b left join pets p on p.id = b.pet_id
        order by b.id
        """) == ["1 Pet_1", "2 Pet_1", "3 Pet_2", "4 none"])
  }

  @Test("a user's first pet is taken where there is one, and none is made up")
  func firstPet() throws {
    try addBookings()
    try Migrator(connection, migrations: expanded).apply()
    try connection.run(
      script: """
        insert into pets (user_id, name, species)
        values (1, 'Bruno', 'Dog'), (1, 'Mini', 'Cat'), (3, 'Coco', 'Bird')
        """)
    try apply()
    #expect(
      try texts("select name from pets order by id") == ["Bruno", "Mini", "Coco", "Pet_2"])
    #expect(
      try texts(
        "select distinct p.name from bookings b join pets p on p.id = b.pet_id where b.user_id = 1")
        == ["Bruno"])
  }

  @Test("two or more tests are a batch group, and each test with a pet a pending report")
  func reports() throws {
    try addBookings()
    try apply()
    #expect(
      try texts("select booking_id::text from test_batch_groups order by booking_id") == ["1", "4"])
    #expect(
      try texts(
        """
        select i.booking_id || ' ' || r.test_id || ' ' || p.name || ' ' || r.status || ' '
          || coalesce(g.booking_id::text, 'alone')
        from test_reports r
        join booking_items i on i.id = r.booking_item_id
        join pets p on p.id = r.pet_id
        left join test_batch_groups g on g.id = r.batch_group_id
        order by i.id
        """) == ["1 1 Pet_1 pending 1", "1 2 Pet_1 pending 1", "2 1 Pet_1 pending alone"])
  }

  @Test("lines get quantity 1 and status pending, and no price that nobody knows")
  func items() throws {
    try addBookings()
    try apply()
    #expect(
      try texts(
        """
        select distinct quantity || ' ' || status || ' ' || coalesce(unit_price::text, 'none')
        from booking_items
        """) == ["1 pending none"])
  }

  @Test("a test's turnaround time is its report time, where that is one")
  func turnaround() throws {
    try addBookings()
    try apply()
    #expect(
      try texts("select coalesce(tat_hours::text, 'none') from tests order by id")
        == ["24", "none", "none"])
  }

  @Test("nothing of what the app had is changed, and walking again changes nothing")
  func unchanged() throws {
    try ExistingApp().fill(connection, bookings: 1500)
    let old: Statement = """
      select b.id || ' ' || coalesce(b.user_id::text, '') || coalesce(b.booking_date::text, '')
        || coalesce(b.status, '') || coalesce(b.created_at::text, '')
        || coalesce(b.updated_at::text, '')
      from bookings b
      order by b.id
      """
    let before = try texts(old)
    try apply(batchSize: 100)
    #expect(try texts(old) == before)
    let rows: Statement = """
      select 'b' || id || ' ' || xmin from bookings
      union all select 'p' || id || ' ' || xmin from pets
      union all select 'g' || id || ' ' || xmin from test_batch_groups
      union all select 'r' || id || ' ' || xmin from test_reports
      union all select 't' || id || ' ' || xmin from tests
      order by 1
      """
    let after = try texts(rows)
    let walked = try Migrator(connection, patience: patience(batchSize: 100)).backfill()
    #expect(walked.map(\.rowsChanged) == [0, 0, 0, 0])
    #expect(try texts(rows) == after)
  }

  @Test("one that was stopped goes on from its cursor, batch by batch to the same end")
  func resumed() throws {
    try ExistingApp().fill(connection, bookings: 1000)
    try Migrator(connection, migrations: expanded).apply()
    var lastIDs: [Int64] = []
    var starts: [Int64] = []
    for _ in 1...4 {
      // A lost connection, in the middle of a batch: what the last one committed is there.
      let own = try database.connect(searchPath: "public")
      var batches = 0
      #expect(throws: (any Error).self) {
        try Migrator(own, patience: patience(batchSize: 50)).apply { progress in
          guard case .batch(let migration, let cursor) = progress, migration.version == 13 else {
            return
          }
          if batches == 0 { starts.append(cursor.lastID ?? 0) }
          lastIDs.append(cursor.lastID ?? 0)
          batches += 1
          if batches == 3 {
            _ = try? connection.execute("select pg_terminate_backend(\(own.serverProcess))")
          }
        }
      }
    }
    try apply(batchSize: 50)
    #expect(lastIDs == lastIDs.sorted() && Set(lastIDs).count == lastIDs.count)
    #expect(starts.count == 4)
    let resumed = try texts(
      "select id || ' ' || coalesce(pet_id::text, '') from bookings order by id")

    let other = try TestDatabase.empty()
    let atOnce = try other.connect(searchPath: "public")
    try ExistingApp().createTables(atOnce)
    try ExistingApp().fill(atOnce, bookings: 1000)
    try Migrator(atOnce, patience: patience(batchSize: 50)).apply()
    let reference = try atOnce.query(
      "select id || ' ' || coalesce(pet_id::text, '') from bookings order by id"
    ) { row in try row.string(0) }
    #expect(resumed == reference)
  }

  @Test("what the app writes the old way afterwards is caught up with; the new way is left alone")
  func catchUp() throws {
    try addBookings()
    try apply()
    try connection.run(
      script: """
        insert into bookings (user_id, created_at) values (3, now());
        insert into booking_items (booking_id, test_id) values (5, 1), (5, 2);
        insert into pets (user_id, name, species) values (4, 'Coco', 'Bird');
        insert into bookings (user_id, pet_id, created_at) values (4, 3, now());
        insert into booking_items (booking_id, test_id) values (6, 1), (6, 2);
        """)
    let walked = try Migrator(connection).backfill()
    #expect(walked.map(\.rowsChanged) == [0, 1, 0, 0])
    #expect(
      try texts("select name from pets order by id") == ["Pet_1", "Pet_2", "Coco", "Pet_3"])
    // The new app decides itself about groups and reports.
    #expect(
      try texts("select booking_id::text from test_batch_groups order by booking_id")
        == ["1", "4", "5"])
    #expect(
      try texts(
        """
        select distinct i.booking_id::text
        from test_reports r join booking_items i on i.id = r.booking_item_id
        order by 1
        """) == ["1", "2", "5"])
  }

  @Test("a test that is added after the booking got its pet gets its report, and a group with it")
  func strays() throws {
    try addBookings()
    try apply()
    try connection.run(
      script: """
        insert into bookings (user_id, created_at) values (3, now());
        insert into booking_items (booking_id, test_id) values (2, 2), (3, 1);
        """)
    #expect(try Migrator(connection).backfill().map(\.rowsChanged) == [0, 1, 2, 0])
    try connection.run(
      script: "insert into booking_items (booking_id, test_id) values (5, 1), (5, 2)")
    #expect(try Migrator(connection).backfill().map(\.rowsChanged) == [0, 0, 2, 0])
    #expect(
      try texts(
        """
        select i.booking_id || ' ' || i.test_id || ' ' || coalesce(g.booking_id::text, 'alone')
        from test_reports r
        join booking_items i on i.id = r.booking_item_id
        left join test_batch_groups g on g.id = r.batch_group_id
        where i.booking_id in (2, 3, 5)
        order by i.booking_id, i.test_id
        """) == ["2 1 2", "2 2 2", "3 1 alone", "5 1 5", "5 2 5"])
  }

  @Test("a row that the app holds is passed over without a wait, and taken on the next walk")
  func passedOver() throws {
    try addBookings()
    let app = try database.connect(searchPath: "public")
    try Migrator(connection, migrations: expanded).apply()
    // As the app deletes a booking: its items first. A batch that waited would be in its way.
    try app.run(script: "begin; delete from booking_items where booking_id = 1")
    var patience = patience(batchSize: 2)
    patience.tries = 1
    patience.pause = .milliseconds(1)
    // What comes after the backfills alters the table that the app is at work in.
    let backfilled = EmbeddedMigrations.all.filter { $0.version < 15 }
    var passedOver: [String] = []
    try Migrator(connection, migrations: backfilled, patience: patience).apply { progress in
      if case .passedOver(let migration, let rows) = progress {
        passedOver.append("\(migration.name) \(rows)")
      }
    }
    #expect(passedOver == ["0013_p0_backfill_bookings 1"])
    #expect(
      try texts("select coalesce(pet_id::text, 'none') from bookings where id < 3 order by id")
        == ["none", "1"])
    try app.run(script: "rollback")
    try apply()
    #expect(try Migrator(connection).backfill().map(\.rowsChanged) == [0, 1, 0, 0])
  }

  @Test("ids below zero are walked too")
  func negativeIDs() throws {
    try addBookings()
    try connection.run(script: "insert into bookings (id, user_id) values (-7, 1), (0, 2)")
    try apply()
    #expect(
      try texts("select id::text from bookings where pet_id is null and user_id is not null") == [])
  }
}
