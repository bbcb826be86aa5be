import Billing
import Postgres
import TestLab
import Testing

@Suite("Sessions")
struct ConnectionTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase.empty()
  }

  private func setting(_ name: String, of connection: Connection) throws -> String? {
    try connection.first("select current_setting(\(name))") { try $0.string(0) }
  }

  @Test("The options become the session's settings")
  func settings() throws {
    let connection = try Connection(
      ConnectionOptions(
        url: database.url, searchPath: "lab", applicationName: "nightly", timeZone: "Asia/Kolkata",
        statementTimeout: 61_000, lockTimeout: 2_000, idleInTransactionTimeout: 63_000))
    #expect(try setting("application_name", of: connection) == "nightly")
    #expect(try setting("TimeZone", of: connection) == "Asia/Kolkata")
    #expect(try setting("search_path", of: connection) == "\"lab\"")
    #expect(try setting("statement_timeout", of: connection) == "61s")
    #expect(try setting("lock_timeout", of: connection) == "2s")
    #expect(try setting("idle_in_transaction_session_timeout", of: connection) == "63s")
    #expect(try setting("client_encoding", of: connection) == "UTF8")
    #expect(try setting("DateStyle", of: connection) == "ISO, YMD")
    #expect(try setting("default_transaction_read_only", of: connection) == "off")
  }

  @Test("A schema's name is a name, whatever is in it", arguments: ["Lab 1", "a\"b", "a,b"])
  func searchPath(_ schema: String) throws {
    let connection = try database.connect(searchPath: schema)
    let quoted = schema.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    try connection.run(script: "create schema \"\(quoted)\"; create table t (a int)")
    let found = try connection.first("select current_schema()") { try $0.string(0) }
    #expect(found == schema)
  }

  @Test("A read-only session writes nothing")
  func readOnly() throws {
    let connection = try Connection(ConnectionOptions(url: database.url, readOnly: true))
    let error = #expect(throws: PostgresError.self) { try connection.execute("create table t ()") }
    #expect(error?.sqlState == "25006")
  }

  @Test("A statement over its time is cancelled with its SQLSTATE")
  func statementTimeout() throws {
    let connection = try Connection(ConnectionOptions(url: database.url, statementTimeout: 50))
    let error = #expect(throws: PostgresError.self) {
      try connection.execute("select pg_sleep(30)")
    }
    #expect(error?.sqlState == ServerError.queryCanceled)
    #expect(try connection.first("select 42") { try $0.int(0) } == 42)
  }

  @Test("A lock that is not to be had is given up with its SQLSTATE")
  func lockTimeout() throws {
    let holder = try database.connect()
    try holder.run(script: "create table t (a int)")
    let waiter = try Connection(ConnectionOptions(url: database.url, lockTimeout: 50))
    try holder.transaction {
      try holder.execute("lock table t")
      let error = #expect(throws: PostgresError.self) {
        try waiter.query("select a from t") { try $0.int(0) }
      }
      #expect(error?.sqlState == ServerError.lockNotAvailable)
    }
  }

  @Test("A time zone the server does not know is its error, not a silent UTC")
  func badTimeZone() throws {
    let error = #expect(throws: PostgresError.self) { try database.connect(timeZone: "Mars/Base") }
    #expect(error?.sqlState == "22023")
  }

  static let hopeless = [
    "postgresql://ann:s3cret@localhost:1/lab?connect_timeout=2",
    "postgresql://ann:s3cret@no-such-host.invalid/lab?connect_timeout=2",
    "postgresql://ann:s3cret@localhost:port/lab",
    "postgresql://ann:s3cret@[::1/lab",
    "postgresql://ann:s3cret@localhost/lab?sslmode",
    "postgresql://ann:s3cret@localhost/lab?nonsense=1",
    "postgresql://ann:s3%zzcret@localhost/lab",
    "host=/nowhere user=ann password=s3cret dbname=lab",
    "host=/nowhere password='s3cret",
    "password=s3cret nonsense",
  ]

  @Test(
    "An address that cannot work is a connection error without the password", arguments: hopeless)
  func unreachable(_ url: String) throws {
    let error = #expect(throws: PostgresError.self) {
      try Connection(ConnectionOptions(url: url, connectTimeout: 2))
    }
    guard case .connection(let message) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(!message.isEmpty)
    #expect(!message.contains("s3"), "the password is in: \(message)")
  }

  @Test("A database that is not there is a connection error that names it")
  func noSuchDatabase() throws {
    let url = try TestServer.shared.cluster.url(database: "nowhere")
    let error = #expect(throws: PostgresError.self) { try Connection(ConnectionOptions(url: url)) }
    guard case .connection(let message) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(message.contains("nowhere"))
  }
}
