import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Snapshots of tables that others rewrite")
struct SnapshotTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
    try connection.run(
      script: "create table t (a int primary key); insert into t values (1), (2)")
  }

  @Test("a table is locked before the snapshot is taken, and is whole in it")
  func whole() throws {
    let other = try database.connect()
    try connection.transaction(.snapshot(of: ["t"])) {
      try other.execute("select set_config('lock_timeout', '20ms', false)")
      let refused = #expect(throws: PostgresError.self) {
        try other.execute("alter table t add column b uuid not null default gen_random_uuid()")
      }
      #expect(refused?.sqlState == ServerError.lockNotAvailable)
      let rows = try connection.query("select a from t order by a") { try $0.int(0) }
      #expect(rows == [1, 2])
    }
    try other.execute("alter table t add column b uuid not null default gen_random_uuid()")
  }

  @Test("a table that another session is changing is named as held, not as a row that is locked")
  func held() throws {
    let other = try database.connect()
    try connection.execute("select set_config('lock_timeout', '20ms', false)")
    try other.run(script: "begin; alter table t add column b int")
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction(.snapshot(of: ["t"])) {}
    }
    guard case .tableHeld = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try other.run(script: "rollback")
  }

  @Test("a snapshot ends where another session waits to rewrite one of its tables")
  func givesWay() throws {
    connection.givesWay(lookingEach: .milliseconds(20))
    let database = database
    let altered = DispatchSemaphore(value: 0)
    let begun = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      begun.wait()
      _ = try? database.connect().execute("alter table t add column b int")
      altered.signal()
    }
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction(.snapshot(of: ["t"])) {
        begun.signal()
        // Longer than any test may take: what ends it is that somebody waits.
        try connection.execute("select pg_sleep(300)")
      }
    }
    guard case .gaveWay = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    altered.wait()
    // The next snapshot is one of the table as it is now, and nobody is in its way.
    let rows = try connection.transaction(.snapshot(of: ["t"])) {
      try connection.query("select a from t where b is null order by a") { try $0.int(0) }
    }
    #expect(rows == [1, 2])
  }

  @Test("a new session has the settings of the one that broke, those too that were changed since")
  func reconnected() throws {
    let session = try database.connect(searchPath: "somewhere", timeZone: "UTC")
    try session.keep(setting: "timezone", "Asia/Kolkata")
    try connection.execute("select pg_terminate_backend(\(session.serverProcess), 5000)")
    let lost = #expect(throws: PostgresError.self) { try session.execute("select 1") }
    #expect(lost?.isLostConnection == true)
    let old = session.serverProcess
    try session.reconnect()
    #expect(session.serverProcess != old)
    let settings = try session.query(
      "select current_setting('timezone'), current_setting('search_path')"
    ) { [try $0.string(0), try $0.string(1)] }
    #expect(settings.first?.first == "Asia/Kolkata")
    #expect(settings.first?.last?.contains("somewhere") == true)
  }
}
