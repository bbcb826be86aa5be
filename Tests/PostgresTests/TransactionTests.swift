import Postgres
import TestLab
import Testing

@Suite("Transactions")
struct TransactionTests {
  private let database: TestDatabase
  private let connection: Connection
  private let other: Connection

  private struct Refused: Error {}

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
    other = try database.connect()
    try connection.run(script: "create table t (a int primary key)")
  }

  private func rows(_ connection: Connection) throws -> [Int] {
    try connection.query("select a from t order by a") { try $0.int(0) }
  }

  @Test("What returns is committed, and its value handed on")
  func commits() throws {
    let value = try connection.transaction {
      try connection.execute("insert into t values (1)")
      #expect(try rows(other).isEmpty)
      return "done"
    }
    #expect(value == "done")
    #expect(try rows(other) == [1])
  }

  @Test("What throws is rolled back, and throws what it threw")
  func rollsBack() throws {
    #expect(throws: Refused.self) {
      try connection.transaction {
        try connection.execute("insert into t values (1)")
        throw Refused()
      }
    }
    #expect(try rows(connection).isEmpty)
  }

  @Test("A refused statement keeps its own error, and the next transaction works")
  func keepsServerError() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { try connection.execute("select 1 / 0") }
    }
    #expect(error?.sqlState == "22012")
    _ = try connection.transaction { try connection.execute("insert into t values (2)") }
    #expect(try rows(other) == [2])
  }

  @Test("A transaction in a transaction is refused and undoes the outer one")
  func nested() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction {
        try connection.execute("insert into t values (1)")
        try connection.transaction {}
      }
    }
    guard case .misuse = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(try rows(other).isEmpty)
    _ = try connection.transaction { try connection.execute("insert into t values (3)") }
    #expect(try rows(other) == [3])
  }

  @Test("When the roll-back fails too, both causes are kept")
  func keepsAllCauses() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction {
        try other.execute("select pg_terminate_backend(\(connection.serverProcess), 5000)")
        throw Refused()
      }
    }
    guard case .transaction(let failure) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(failure.body is Refused)
    #expect(failure.rollback is PostgresError)
    #expect(failure.commit == nil)
  }

  @Test("What is refused at the commit is the server's error, and nothing of it stays")
  func refusedAtCommit() throws {
    try connection.run(
      script: "create table child (a int references t (a) deferrable initially deferred)")
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { try connection.execute("insert into child values (1)") }
    }
    #expect(error?.sqlState == "23503")
    #expect(try other.first("select count(*) from child") { try $0.int(0) } == 0)
  }

  @Test("A body that swallows a refusal is not taken for committed")
  func swallowedFailure() throws {
    #expect(throws: (any Error).self) {
      try connection.transaction {
        try connection.execute("insert into t values (1)")
        _ = try? connection.execute("select 1 / 0")
      }
    }
    #expect(try rows(other).isEmpty)
  }

  @Test("A snapshot sees one moment")
  func snapshot() throws {
    try connection.transaction(.snapshot(of: [])) {
      #expect(try rows(connection).isEmpty)
      try other.execute("insert into t values (1)")
      #expect(try rows(connection).isEmpty)
    }
    #expect(try rows(connection) == [1])
  }

  @Test("READ COMMITTED sees what others commit meanwhile")
  func readCommitted() throws {
    try connection.transaction(.readCommitted) {
      #expect(try rows(connection).isEmpty)
      try other.execute("insert into t values (1)")
      #expect(try rows(connection) == [1])
    }
  }

  @Test("Two that change the same row in snapshots: the later one has to begin anew")
  func serializationFailure() throws {
    try connection.execute("insert into t values (1)")
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction(.snapshot(of: [])) {
        _ = try rows(connection)
        try other.execute("update t set a = 2")
        try connection.execute("update t set a = 3")
      }
    }
    #expect(error?.sqlState == ServerError.serializationFailure)
    #expect(try rows(other) == [2])
  }

  @Test("A read-only transaction writes nothing")
  func readOnly() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction(.snapshot(of: []), access: .readOnly) {
        try connection.execute("insert into t values (1)")
      }
    }
    #expect(error?.sqlState == "25006")
  }
}
