import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Streamed rows and interruption")
struct StreamTests {
  private let database: TestDatabase
  private let connection: Connection

  private struct Enough: Error {}

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
  }

  @Test("Every row arrives, once and in order")
  func all() throws {
    var next = 1
    try connection.forEach("select n from generate_series(1, \(20_000)::int) as n order by n") {
      let number = try $0.int(0)
      #expect(number == next)
      next += 1
    }
    #expect(next == 20_001)
  }

  @Test("A stream that throws midway leaves the connection usable")
  func abandoned() throws {
    var seen = 0
    #expect(throws: Enough.self) {
      try connection.forEach("select generate_series(1, 1000000)") { _ in
        seen += 1
        if seen == 10 { throw Enough() }
      }
    }
    #expect(seen == 10)
    #expect(try connection.first("select 42") { try $0.int(0) } == 42)
  }

  @Test("A stream abandoned in a transaction rolls it back, and only that")
  func abandonedInTransaction() throws {
    try connection.run(script: "create table t (a int)")
    #expect(throws: Enough.self) {
      try connection.transaction {
        try connection.execute("insert into t values (1)")
        try connection.forEach("select generate_series(1, 1000000)") { _ in throw Enough() }
      }
    }
    #expect(try connection.first("select count(*) from t") { try $0.int(0) } == 0)
  }

  @Test("An error in the middle of the rows is thrown after those before it")
  func failsMidway() throws {
    var seen = 0
    let error = #expect(throws: PostgresError.self) {
      try connection.forEach("select 1 / (3 - n) from generate_series(1, 5) as n") { _ in
        seen += 1
      }
    }
    #expect(error?.sqlState == "22012")
    #expect(seen == 2)
    #expect(try connection.first("select 42") { try $0.int(0) } == 42)
  }

  @Test("An interruption cancels what runs, rolls it back, and lets nothing more begin")
  func interrupted() throws {
    let interruption = Interruption()
    let sleeper = try database.connect(interruption: interruption)
    try connection.run(script: "create table t (a int)")
    let serverProcess = sleeper.serverProcess
    let thread = Thread { [database] in
      defer { interruption.trip(SIGTERM) }
      guard let watcher = try? database.connect() else { return }
      // Not before the server sleeps: a cancellation that comes early finds nothing to cancel.
      let sleeps: Statement =
        "select 1 from pg_stat_activity where pid = \(serverProcess) and wait_event = 'PgSleep'"
      for _ in 0..<500 where (try? watcher.first(sleeps) { try $0.int(0) }) == .some(nil) {
        usleep(20_000)
      }
    }
    thread.start()
    let began = ContinuousClock.now
    let error = #expect(throws: PostgresError.self) {
      try sleeper.transaction {
        try sleeper.execute("insert into t values (1)")
        try sleeper.execute("select pg_sleep(60)")
      }
    }
    guard case .interrupted(let signal) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(signal == SIGTERM)
    #expect(ContinuousClock.now - began < .seconds(30))
    #expect(try connection.first("select count(*) from t") { try $0.int(0) } == 0)
    #expect(throws: PostgresError.self) { try sleeper.execute("insert into t values (2)") }
  }
}
