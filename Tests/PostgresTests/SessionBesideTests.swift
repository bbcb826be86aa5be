import Foundation
import Postgres
import Synchronization
import TestLab
import Testing

@Suite("A second session of one moment")
struct SessionBesideTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
    try connection.run(script: "create table t (a int primary key); insert into t values (1), (2)")
  }

  /// What a task comes to on another session.
  private func result<Value: Sendable>(
    of session: SessionBeside, _ body: @escaping @Sendable (Connection) throws -> Value
  ) throws -> Value {
    let (box, done) = (Box<Value>(), DispatchSemaphore(value: 0))
    session.perform { connection in
      let value = Result { try body(connection.get()) }
      box.value.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    return try box.value.withLock { try $0!.get() }
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }

  @Sendable private static func rows(_ connection: Connection) throws -> Int {
    try connection.query("select count(*) from t") { try $0.int(0) }[0]
  }

  @Test("sees what the first one sees, whatever others commit meanwhile")
  func sameMoment() throws {
    let other = try database.connect()
    try connection.transaction(.snapshot(of: ["t"]), access: .readOnly) {
      let beside = try #require(try connection.beside())
      defer { beside.close() }
      try other.run(script: "insert into t values (3)")
      #expect(try result(of: beside, Self.rows) == 2)
      try other.run(script: "delete from t")
      #expect(try result(of: beside, Self.rows) == 2)
      #expect(try Self.rows(connection) == 2)
    }
    #expect(try Self.rows(connection) == 0)
  }

  @Test("writes nothing, and says of what failed why; the first goes on")
  func readsOnly() throws {
    try connection.transaction(.snapshot(of: ["t"]), access: .readOnly) {
      let beside = try #require(try connection.beside())
      defer { beside.close() }
      let refused = #expect(throws: PostgresError.self) {
        try result(of: beside) { _ = try $0.execute("insert into t values (3)") }
      }
      #expect(refused?.sqlState == "25006")
      #expect(throws: PostgresError.self) { try result(of: beside, Self.rows) }
      #expect(try Self.rows(connection) == 2)
    }
  }

  @Test("ends when it is closed, whatever it is doing")
  func closes() throws {
    let begun = DispatchSemaphore(value: 0)
    let said = Box<Int>()
    try connection.transaction(.snapshot(of: ["t"]), access: .readOnly) {
      let beside = try #require(try connection.beside())
      beside.perform { connection in
        begun.signal()
        let value = Result { try connection.get().execute("select pg_sleep(3600)") }
        said.value.withLock { $0 = value }
      }
      begun.wait()
      beside.close()
      beside.close()
    }
    #expect(throws: PostgresError.self) { _ = try said.value.withLock { try $0?.get() } }
  }

  @Test("is not to be had where the transaction may write, or the server takes no other connection")
  func none() throws {
    try connection.transaction(.snapshot(of: ["t"])) {
      let beside = try connection.beside()
      #expect(beside == nil)
    }
    try connection.transaction(access: .readOnly) {
      let beside = try connection.beside()
      #expect(beside == nil)
    }
    let beside = try connection.beside()
    #expect(beside == nil)
    let role = "alone_\(database.name)"
    try connection.run(
      script: """
        create role \(role) login connection limit 1;
        grant select on t to \(role)
        """)
    defer { try? connection.run(script: "drop owned by \(role); drop role \(role)") }
    let alone = try Connection(
      ConnectionOptions(url: database.url.replacing(/user=[a-z]+/, with: "user=\(role)")))
    try alone.transaction(.snapshot(of: ["t"]), access: .readOnly) {
      let beside = try alone.beside()
      #expect(beside == nil)
      #expect(try Self.rows(alone) == 2)
    }
  }
}
