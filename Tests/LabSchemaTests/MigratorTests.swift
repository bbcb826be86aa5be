import Billing
import Foundation
import LabSchema
import Postgres
import Synchronization
import TestLab
import Testing

@Suite("Migrating")
struct MigratorTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
  }

  private func ledger() throws -> [AppliedMigration] {
    try connection.query(
      "select \(unescaped: AppliedMigration.selectList) from schema_migrations order by version",
      AppliedMigration.init(row:))
  }

  private func exists(_ table: String) throws -> Bool {
    try connection.first("select to_regclass(\(table)) is not null") { row in try row.bool(0) }
      ?? false
  }

  @Test("each migration is applied once, in order, and reported")
  func fresh() throws {
    var started: [Int32] = []
    var finished: [Int32] = []
    let applied = try Migrator(connection).apply { progress in
      switch progress {
      case .started(let migration, let position, let count):
        started.append(migration.version)
        #expect(position == started.count)
        #expect(count == EmbeddedMigrations.beforeContract.count)
      case .finished(let migration, _): finished.append(migration.version)
      case .waiting, .retrying, .adopted, .batch, .passedOver, .noted: Issue.record("\(progress)")
      }
    }
    #expect(applied == EmbeddedMigrations.beforeContract)
    #expect(started == EmbeddedMigrations.beforeContract.map(\.version))
    #expect(finished == started)
    #expect(try ledger().map(\.sha256) == EmbeddedMigrations.beforeContract.map(\.sha256))
    #expect(try Migrator(connection).status().isCurrent)
    try Migrator(connection).check()
  }

  @Test("applying again changes nothing")
  func twice() throws {
    try Migrator(connection).apply()
    let before = try ledger()
    #expect(try Migrator(connection).apply { Issue.record("\($0)") } == [])
    #expect(try ledger() == before)
  }

  @Test("a schema that is behind gets only what it lacks")
  func behind() throws {
    let first = Array(EmbeddedMigrations.beforeContract.prefix(5))
    try Migrator(connection, migrations: first).apply()
    let rest = EmbeddedMigrations.beforeContract.dropFirst(5).map(\.name)
    let error = #expect(throws: MigrationError.self) { try Migrator(connection).check() }
    guard case .behind("public", rest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.remedy == "run: jobrunner migrate apply")
    #expect(try Migrator(connection).apply().map(\.name) == rest)
  }

  @Test("two migrators at once apply each migration once")
  func atOnce() throws {
    let applied = Mutex<[String]>([])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { [database] _ in
      do {
        let own = try database.connect(searchPath: "public")
        let names = try Migrator(own).apply().map(\.name)
        applied.withLock { $0 += names }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(applied.withLock { $0 } == EmbeddedMigrations.beforeContract.map(\.name))
  }

  @Test("a migration that fails leaves nothing behind, and those before it stay")
  func failing() throws {
    let good = try #require(Migration(name: "0900_jobs_good", sql: "create table good (a int)"))
    let bad = try #require(
      Migration(
        name: "0901_jobs_bad", sql: "create table half (a int); insert into nowhere values (1)"))
    let error = #expect(throws: MigrationError.self) {
      try Migrator(connection, migrations: EmbeddedMigrations.beforeContract + [good, bad]).apply()
    }
    guard case .failed("0901_jobs_bad", let cause) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(cause.sqlState == ServerError.undefinedTable)
    #expect(try ledger().last?.name == "0900_jobs_good")
    #expect(try exists("good"))
    #expect(try !exists("half"))
    // The lock was released: another session goes on at once.
    try Migrator(
      try database.connect(searchPath: "public"),
      migrations: EmbeddedMigrations.beforeContract + [good]
    ).apply()
  }

  @Test("who waits too long for another migrator is told so")
  func busy() throws {
    let other = try database.connect()
    try other.execute(
      "select pg_advisory_lock(hashtextextended('jobrunner migrate public', 0))")
    var patience = Migrator.Patience()
    patience.otherMigrator = .milliseconds(150)
    var waits = 0
    let error = #expect(throws: MigrationError.self) {
      try Migrator(connection, patience: patience).apply { progress in
        if case .waiting = progress { waits += 1 }
      }
    }
    guard case .busy = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(waits == 1)
    #expect(try !exists("schema_migrations"))
  }

  @Test("a locked table is tried for again, and given up after the last try", arguments: [1, 9])
  func locked(releasedAtAttempt: Int) throws {
    try Migrator(connection).apply()
    let extra = try #require(
      Migration(name: "0900_jobs_extra", sql: "alter table users add column extra int"))
    let reader = try database.connect(searchPath: "public")
    try reader.run(script: "begin; select count(*) from users")
    var patience = Migrator.Patience()
    patience.tableLock = .milliseconds(50)
    patience.tries = 3
    patience.pause = .milliseconds(10)
    var attempts: [Int] = []
    let migrator = Migrator(
      connection, migrations: EmbeddedMigrations.beforeContract + [extra], patience: patience)
    let apply = {
      try migrator.apply { progress in
        guard case .retrying(_, let attempt) = progress else { return }
        attempts.append(attempt)
        if attempts.count == releasedAtAttempt { try? reader.run(script: "rollback") }
      }
    }
    if releasedAtAttempt == 1 {
      #expect(try apply() == [extra])
      #expect(attempts == [2])
    } else {
      let error = #expect(throws: MigrationError.self) { try apply() }
      guard case .locked("0900_jobs_extra", tries: 3) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(attempts == [2, 3])
      #expect(try ledger().count == EmbeddedMigrations.beforeContract.count)
    }
  }
}
