import Billing
import Dispatch
import Postgres
import Synchronization
import TestLab
import Testing

@Suite("The tests' own databases")
struct TestDatabaseTests {
  @Test("A made one has the lab's tables, is nobody else's, and goes with its last user")
  func made() throws {
    var first: TestDatabase? = try TestDatabase.make()
    let second = try TestDatabase.make()
    let name = try #require(first?.name)
    try first?.connect().execute("create table mine (a int)")
    let found = try second.connect().first(
      "select to_regclass('billing_records') is not null, to_regclass('mine') is null"
    ) { (try $0.bool(0), try $0.bool(1)) }
    #expect(try #require(found) == (true, true))

    var left: Connection? = try #require(try first?.connect())
    first = nil
    #expect(try left?.first("select count(*) from mine") { try $0.int(0) } == 0)
    left = nil
    // The server takes a moment to end a session.
    let observer = try second.connect()
    let deadline = ContinuousClock.now + .seconds(20)
    var exists = true
    while exists, ContinuousClock.now < deadline {
      _ = try TestDatabase.empty()
      exists =
        try observer.first("select 1 from pg_database where datname = \(name)") { try $0.int(0) }
        != nil
    }
    #expect(!exists)
  }

  @Test("Many are made at once")
  func together() {
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      do {
        _ = try TestDatabase.make().connect().first("select 1") { try $0.int(0) }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
  }
}
