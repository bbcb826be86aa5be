import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The contract: a booking names its pet")
struct ContractTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
    try connection.run(
      script: """
        insert into categories (name) values ('Haematology');
        insert into tests (category_id, name, price) values (1, 'CBC', 450), (1, 'ESR', 150);
        insert into users (
          phone, email, hashed_password, is_active, is_superuser, is_verified, role
        )
        select n::text, n || '@example.org', 'x', true, false, true, 'USER'
        from generate_series(1, 12) n;
        insert into bookings (user_id, created_at) values (1, now() - interval '30 hours');
        """)
  }

  private func migrator(quietHours: Int = 24) -> Migrator {
    var patience = Migrator.Patience()
    patience.contractQuietHours = quietHours
    return Migrator(connection, patience: patience)
  }

  private func refusal(quietHours: Int = 24) throws -> MigrationError? {
    let before = try CatalogReader(connection).objects()
    let error = #expect(throws: MigrationError.self) {
      try migrator(quietHours: quietHours).apply(.contract)
    }
    #expect(try CatalogReader(connection).objects() == before)
    return error
  }

  @Test("comes last, and only when it is asked for")
  func last() throws {
    guard case .behind = try refusal() else {
      Issue.record("not refused")
      return
    }
    try migrator().apply()
    #expect(try migrator().status().isCurrent)
    #expect(try migrator().status().pendingContract.count == 3)
    try connection.execute(ExistingApp.oldBooking)
  }

  @Test("once it is applied the old way is refused, and the schema is current as before")
  func applied() throws {
    try migrator().apply()
    #expect(try migrator().apply(.contract).map(\.phase) == [.contract, .contract, .contract])
    try migrator().check()
    #expect(try migrator().verify().isClean)
    #expect(try migrator().apply(.contract) == [])
    #expect(try migrator().apply() == [])
    let error = #expect(throws: PostgresError.self) {
      try connection.execute(ExistingApp.oldBooking)
    }
    #expect(error?.sqlState == "23502")
  }

  @Test("waits until the app has been quiet, and names what it wrote")
  func quiet() throws {
    try migrator().apply()
    try connection.execute(ExistingApp.oldBooking)
    guard case .appWritesOldWay(_, ["2"], 24) = try refusal() else {
      Issue.record("not refused for booking 2")
      return
    }
    // A backfill in between does not hide that the app still writes so.
    _ = try migrator().backfill()
    guard case .appWritesOldWay(_, [], 24) = try refusal() else {
      Issue.record("not refused after the backfill")
      return
    }
    try connection.run(
      script: """
        update bookings set created_at = now() - interval '25 hours';
        update schema_backfills set newest_row_at = newest_row_at - interval '25 hours';
        """)
    #expect(try migrator().apply(.contract).count == 3)
  }

  @Test("a booking that is caught up with gets its pet on the way")
  func catchesUp() throws {
    try migrator().apply()
    try connection.execute(ExistingApp.oldBooking)
    #expect(try migrator(quietHours: 0).apply(.contract).count == 3)
    #expect(
      try connection.first("select count(*) from test_reports") { try $0.int(0) } == 2)
  }

  @Test("a booking that is nobody's is named, until somebody decides about it")
  func nobodys() throws {
    try connection.run(
      script: "insert into bookings (user_id, created_at) values (null, '2025-01-01')")
    try migrator().apply()
    guard case .bookingsWithoutPet(count: 1, ["2"]) = try refusal() else {
      Issue.record("not refused for booking 2")
      return
    }
    try connection.execute("delete from bookings where id = 2")
    #expect(try migrator().apply(.contract).count == 3)
  }

  @Test("a booking that slips in at the last moment stops it, by name")
  func lastMoment() throws {
    try migrator().apply()
    let first = try #require(EmbeddedMigrations.all.first { $0.phase == .contract })
    _ = try migrator().backfill()
    try connection.execute(ExistingApp.oldBooking)
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { try connection.run(script: first.sql) }
    }
    guard case .server(let refusal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.message == "bookings without a pet: 2")
  }
}
