import Billing
import Foundation
import LabSchema
import Postgres
import Synchronization
import TestLab
import Testing

/// The whole migration by the built program, on an app's database of 50,000 bookings, while the app
/// goes on writing and the migrator is killed.
@Suite("Migrating a database that is in use")
struct LiveMigrationTests {
  private let database: TestDatabase
  private let connection: Connection
  private let environment: [String: String]
  private static let bookings = 50_000

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    environment = ["DATABASE_URL": database.url, "MIGRATIONS_CONTRACT_QUIET_HOURS": "0"]
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: Self.bookings)
  }

  private func migrate(_ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["migrate"] + arguments, environment: environment, within: .seconds(900))
  }

  private func count(_ query: Statement) throws -> Int {
    try connection.query(query) { try $0.int(0) }[0]
  }

  /// Starts the program and kills it as soon as `isTime` says so.
  private func applyAndKill(_ isTime: () throws -> Bool) throws {
    let process = try JobrunnerProgram.start(["migrate", "apply"], environment: environment)
    let deadline = ContinuousClock.now + .seconds(600)
    while try !isTime() {
      guard ContinuousClock.now < deadline else { throw TestLabError("never came that far") }
    }
    process.signal(SIGKILL)
    let outcome = process.wait(within: .seconds(60))
    #expect(outcome.exitCode == 128 + SIGKILL, "\(outcome.standardError)")
  }

  /// What the app itself had of the bookings that it does not delete: nothing of it may change.
  private func old() throws -> [String] {
    try connection.query(
      """
      select 'bookings ' || count(*) || ' ' || sum(hashtextextended(
        row(b.id, b.user_id, b.booking_date, b.status, b.address, b.created_at, b.updated_at)::text,
        0)::numeric)
      from bookings b
      where b.id < \(Self.bookings / 2)::int
      union all
      select 'items ' || count(*) || ' ' || sum(hashtextextended(
        row(i.id, i.booking_id, i.test_id)::text, 0)::numeric)
      from booking_items i
      where i.booking_id < \(Self.bookings / 2)::int
      union all
      select 'users ' || count(*) || ' ' || sum(hashtextextended(
        row(u.id, u.phone, u.email, u.hashed_password, u.full_name, u.role, u.created_at)::text,
        0)::numeric)
      from users u
      union all
      select 'tests ' || count(*) || ' ' || sum(hashtextextended(
        row(t.id, t.name, t.price, t.discounted_price, t.report_time_hours, t.created_at)::text,
        0)::numeric)
      from tests t
      order by 1
      """
    ) { try $0.string(0) }
  }

  @Test("loses no row and no concurrent booking, killed three times at points drawn from a seed")
  func live() throws {
    let before = try old()
    let app = try AppWriter(database)
    let deletions = try AppDeletions(database, bookings: Self.bookings / 2...Self.bookings)
    let seed: UInt64 = 14
    var random = SeededGenerator(seed: seed)
    let migrations = Int.random(in: 2...11, using: &random)
    let batches = [Int.random(in: 1...8, using: &random), Int.random(in: 10...18, using: &random)]
    try applyAndKill {
      guard try count("select count(*) from pg_class where relname = 'schema_migrations'") == 1
      else { return false }
      return try count("select count(*) from schema_migrations") >= migrations
    }
    for limit in batches {
      try applyAndKill {
        try count(
          "select coalesce(max(batches), 0) from schema_backfills where version = 13") >= limit
      }
    }
    let last = try migrate("apply")
    #expect(last.exitCode == 0, "seed \(seed): \(last.standardError)")
    let written = try app.stop()
    let deleted = try deletions.stop()
    #expect(app.failures() + deletions.failures() == [], "seed \(seed)")
    #expect(try migrate("backfill").exitCode == 0)
    #expect(try old() == before, "seed \(seed)")
    #expect(
      try count("select count(*) from bookings where id <= \(Self.bookings)::int")
        == Self.bookings - deleted)
    #expect(deleted > 0)
    #expect(
      try count("select count(*) from bookings where id > \(Self.bookings)::int") == written)
    #expect(written > 0)
    try expectEveryRowAccountedFor("seed \(seed): killed at \(migrations), \(batches)")
    let verify = try migrate("verify")
    #expect(verify.exitCode == 0, "seed \(seed): \(verify.standardOutput)")
    #expect(verify.standardOutput.contains("extra      table alembic_version"))
    try expectContract()
  }

  /// Each query counts rows that the migration forgot or did twice.
  private func expectEveryRowAccountedFor(_ comment: String) throws {
    let faults: [(String, Statement)] = [
      (
        "bookings of a user without that user's first pet",
        """
        select count(*)
        from bookings b
        join users u on u.id = b.user_id
        where b.pet_id is distinct from (select min(p.id) from pets p where p.user_id = u.id)
        """
      ),
      (
        "bookings of nobody with a pet",
        """
        select count(*)
        from bookings b
        where b.pet_id is not null and not exists (select from users u where u.id = b.user_id)
        """
      ),
      (
        "pets that nobody needs, or twice",
        """
        select count(*)
        from pets p
        where p.name <> 'Pet_' || p.user_id or p.species <> 'Unknown'
          or not exists (select from bookings b where b.pet_id = p.id)
        """
      ),
      (
        "bookings whose tests are grouped otherwise than two or more in one group",
        """
        select count(*)
        from bookings b
        where (select count(*) from test_batch_groups g where g.booking_id = b.id)
          <> ((select count(*) from booking_items i where i.booking_id = b.id) >= 2)::int
        """
      ),
      (
        "items with a pet and no pending report of it, in its group",
        """
        select count(*)
        from booking_items i
        join bookings b on b.id = i.booking_id
        left join test_batch_groups g on g.booking_id = b.id
        left join test_reports r on r.booking_item_id = i.id
        where b.pet_id is not null
          and (
            r.pet_id is distinct from b.pet_id or r.test_id <> i.test_id
            or r.status <> 'pending' or r.batch_group_id is distinct from g.id
          )
        """
      ),
      (
        "reports of items without a pet",
        """
        select count(*)
        from test_reports r
        join booking_items i on i.id = r.booking_item_id
        join bookings b on b.id = i.booking_id
        where b.pet_id is null
        """
      ),
      (
        "items without their defaults",
        """
        select count(*)
        from booking_items
        where quantity is distinct from 1 or status is distinct from 'pending'
          or unit_price is not null
        """
      ),
      (
        "tests without their turnaround time",
        "select count(*) from tests where tat_hours is distinct from report_time_hours"
      ),
    ]
    for (fault, query) in faults {
      #expect(try count(query) == 0, "\(fault); \(comment)")
    }
  }

  /// The bookings of nobody are named; without them the contract passes, and the old way ends.
  private func expectContract() throws {
    let nobodys: Statement = """
      not exists (select from users u where u.id = bookings.user_id)
      """
    let orphans = try count("select count(*) from bookings where \(nobodys)")
    let refused = try migrate("apply", "--contract")
    #expect(refused.exitCode == 78)
    #expect(refused.standardError.contains("\(orphans) bookings have no pet"))
    try connection.run(
      script: """
        delete from booking_items i using bookings where bookings.id = i.booking_id
          and not exists (select from users u where u.id = bookings.user_id);
        delete from bookings where not exists (select from users u where u.id = bookings.user_id);
        """)
    let applied = try migrate("apply", "--contract")
    #expect(applied.exitCode == 0, "\(applied.standardError)")
    #expect(try migrate("verify").exitCode == 0)
    let error = #expect(throws: PostgresError.self) {
      try connection.execute(ExistingApp.oldBooking)
    }
    #expect(error?.sqlState == "23502")
  }
}

/// Something that the running app does again and again, in a session of its own, until it is stopped.
private class AppSession: @unchecked Sendable {
  private struct State {
    var isStopped = false
    var done = 0
    var failures: [String] = []
  }

  private let state = Mutex(State())
  private let isDone = DispatchSemaphore(value: 0)

  init(_ database: TestDatabase, _ action: @escaping @Sendable (Connection) throws -> Int?) throws {
    let url = database.url
    let thread = Thread { [self] in
      defer { isDone.signal() }
      do {
        // Far above what a migrator may hold it up, and far below waiting for ever.
        let connection = try Connection(
          ConnectionOptions(url: url, searchPath: "public", lockTimeout: 20_000))
        while !state.withLock({ $0.isStopped }), let count = try action(connection) {
          state.withLock { $0.done += count }
          // The customers of a lab take their time too.
          try connection.execute("select pg_sleep(0.004)")
        }
      } catch {
        state.withLock { $0.failures.append("\(error)") }
      }
    }
    thread.start()
  }

  /// Returns how many bookings were concerned.
  func stop() throws -> Int {
    state.withLock { $0.isStopped = true }
    isDone.wait()
    return state.withLock { $0.done }
  }

  func failures() -> [String] { state.withLock { $0.failures } }
}

/// The app books the old way: with its tests at once, or with them a transaction later.
private final class AppWriter: AppSession, @unchecked Sendable {
  init(_ database: TestDatabase) throws {
    try super.init(database) { connection in
      try connection.execute(ExistingApp.oldBooking)
      let id = try connection.query(
        """
        insert into bookings (user_id, status, created_at) values (3, 'pending', now())
        returning id
        """
      ) { try $0.int32(0) }[0]
      try connection.execute(
        "insert into booking_items (booking_id, test_id) select \(id)::int, n from generate_series(1, 2) n"
      )
      return 2
    }
  }
}

/// The app deletes bookings as an ORM does: the items and then the booking, in one transaction.
private final class AppDeletions: AppSession, @unchecked Sendable {
  init(_ database: TestDatabase, bookings: ClosedRange<Int>) throws {
    let next = Mutex(bookings.lowerBound)
    try super.init(database) { connection in
      let id = next.withLock { next in
        defer { next += 3 }
        return Int32(next)
      }
      guard id <= bookings.upperBound else { return nil }
      try connection.transaction {
        try connection.execute("delete from booking_items where booking_id = \(id)")
        try connection.execute("delete from bookings where id = \(id)")
      }
      return 1
    }
  }
}
