import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Where a schema stands")
struct MigrationStatusTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect(searchPath: "public")
  }

  /// What `status` says of each migration that is not simply applied.
  private func remarks(_ migrator: Migrator) throws -> [String] {
    try migrator.status().entries
      .filter { $0.state.description != "applied" && $0.phase != .contract }
      .map { "\($0.name): \($0.state)" }
  }

  /// Expects `check` and `apply` to refuse the schema for these migrations, and to change nothing.
  private func expectConflict(
    _ names: [String], remedy: String, _ migrator: Migrator,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try ledgerText()
    for attempt in [{ try migrator.check() }, { _ = try migrator.apply() }] {
      let error = #expect(throws: MigrationError.self, sourceLocation: sourceLocation) {
        try attempt()
      }
      guard case .conflict(_, let entries) = error else {
        Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
        return
      }
      #expect(entries.map(\.name) == names, sourceLocation: sourceLocation)
      #expect(error?.remedy.contains(remedy) == true, sourceLocation: sourceLocation)
      #expect(error?.message.contains(names[0]) == true, sourceLocation: sourceLocation)
    }
    #expect(try ledgerText() == before, sourceLocation: sourceLocation)
  }

  private func ledgerText() throws -> [String] {
    try connection.query("select m::text from schema_migrations m order by version") { row in
      try row.string(0)
    }
  }

  @Test("an edited migration is named")
  func edited() throws {
    try connection.execute(
      "update schema_migrations set sha256 = repeat('0', 64) where version = 3")
    let migrator = Migrator(connection)
    #expect(try remarks(migrator) == ["0003_p0_expand_pets: edited"])
    try expectConflict(["0003_p0_expand_pets"], remedy: "jobrunner migrate status", migrator)
  }

  @Test("a migration that was applied and is no more is named")
  func missing() throws {
    let migrator = Migrator(
      connection, migrations: EmbeddedMigrations.all.filter { $0.version != 3 })
    #expect(try remarks(migrator) == ["0003_p0_expand_pets: missing"])
    try expectConflict(["0003_p0_expand_pets"], remedy: "jobrunner migrate status", migrator)
  }

  @Test("a migration that later ones overtook is named")
  func outOfOrder() throws {
    try connection.execute("delete from schema_migrations where version = 3")
    let migrator = Migrator(connection)
    #expect(try remarks(migrator) == ["0003_p0_expand_pets: out of order"])
    try expectConflict(["0003_p0_expand_pets"], remedy: "jobrunner migrate status", migrator)
  }

  @Test("a schema that a newer version was at is left to it")
  func unknownNewer() throws {
    let migrator = Migrator(connection, migrations: EmbeddedMigrations.beforeContract.dropLast())
    let last = try #require(EmbeddedMigrations.beforeContract.last?.name)
    #expect(try remarks(migrator) == ["\(last): unknown, newer"])
    try expectConflict([last], remedy: "install the version", migrator)
  }

  @Test("what is pending is named, and is no problem")
  func pending() throws {
    let extra = try #require(Migration(name: "0900_jobs_extra", sql: "select 1"))
    let migrator = Migrator(connection, migrations: EmbeddedMigrations.all + [extra])
    #expect(try remarks(migrator) == ["0900_jobs_extra: pending"])
    #expect(try migrator.status().problems == [])
    #expect(try migrator.status().pending.map(\.name) == ["0900_jobs_extra"])
  }

  @Test("a lab's tables without a ledger are refused, and left as they are")
  func noLedger() throws {
    try connection.execute("drop table schema_migrations")
    let tables = {
      try self.connection.query(
        "select oid::text || relname from pg_class where relnamespace = 'public'::regnamespace"
      ) { row in try row.string(0) }.sorted()
    }
    let before = try tables()
    let migrator = Migrator(connection)
    let refusal = #expect(throws: MigrationError.self) { try migrator.check() }
    guard case .notAdopted("public", let found) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(found.contains("bookings"))
    let error = #expect(throws: MigrationError.self) { try migrator.apply() }
    guard case .notAdoptable("public", let problems) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // What is the plan's may be the app's own; what is the job's is not.
    #expect(
      problems.contains(.occupied("table billing_runs", migration: "0023_jobs_billing_runs")))
    #expect(!problems.contains { "\($0)".contains("table pets") })
    #expect(try tables() == before)
  }

  @Test("another tool's table of that name is not taken for the ledger")
  func foreignLedger() throws {
    let other = try TestDatabase.empty()
    let connection = try other.connect(searchPath: "public")
    try connection.execute("create table schema_migrations (version text)")
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    guard case .foreignLedger("public") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("an empty schema is told how to get a lab")
  func empty() throws {
    let other = try TestDatabase.empty()
    let connection = try other.connect(searchPath: "public")
    let migrator = Migrator(connection)
    let error = #expect(throws: MigrationError.self) { try migrator.check() }
    let name = try connection.query("select current_database()") { try $0.string(0) }[0]
    #expect(connection.place.hasPrefix("database \"\(name)\" on /"))
    #expect(
      error?.description == """
        the schema "public" of \(connection.place) holds no lab yet; run: jobrunner migrate apply; \
        where the lab is elsewhere, correct database.url or database.schema
        """)
    #expect(try migrator.status().pending.count == EmbeddedMigrations.beforeContract.count)
  }

  @Test("a schema that does not exist is named, and so is the one that holds the lab")
  func noSchema() throws {
    let connection = try database.connect(searchPath: "nowhere")
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).apply() }
    #expect(
      error?.description == """
        the schema "nowhere" does not exist in \(connection.place); the schema "public" of this database \
        holds booking_items, bookings, categories, tests, users: if that is the lab, set \
        database.schema: public (or: --lab public); create it (create schema "nowhere") or correct \
        database.schema
        """)
  }
}
