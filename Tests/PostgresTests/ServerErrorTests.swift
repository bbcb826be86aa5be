import Billing
import Postgres
import TestLab
import Testing

@Suite("What the server refuses")
struct ServerErrorTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
    try connection.run(
      script: """
        create table tests (id int primary key, price numeric(12,2) not null,
          constraint price_not_negative check (price >= 0));
        insert into tests values (1, 100);
        """)
  }

  private func error(of statement: Statement) throws -> ServerError {
    let error = #expect(throws: PostgresError.self) { try connection.execute(statement) }
    guard case .server(let server) = error else {
      throw TestLabError("not the server's error: \(String(describing: error))")
    }
    return server
  }

  @Test("A duplicate names its constraint, its table and the value")
  func duplicate() throws {
    let error = try error(of: "insert into tests values (\(1), \("5")::numeric)")
    #expect(error.sqlState == ServerError.uniqueViolation)
    #expect(error.constraint == "tests_pkey")
    #expect(error.table == "tests")
    #expect(error.detail == "Key (id)=(1) already exists.")
  }

  @Test("A violated CHECK names itself")
  func check() throws {
    let error = try error(of: "insert into tests values (2, -1)")
    #expect(error.sqlState == ServerError.checkViolation)
    #expect(error.constraint == "price_not_negative")
  }

  @Test("A missing value names its column")
  func notNull() throws {
    let error = try error(of: "insert into tests (id) values (3)")
    #expect(error.sqlState == "23502")
    #expect(error.column == "price")
  }

  @Test("A hint and the place inside the server arrive")
  func hint() throws {
    let error = try error(
      of: """
        do $$ begin
          raise exception 'no' using errcode = 'restrict_violation', hint = 'ask', detail = 'why';
        end $$
        """)
    #expect(error.sqlState == ServerError.restrictViolation)
    #expect((error.message, error.hint, error.detail) == ("no", "ask", "why"))
    #expect(error.context?.contains("inline_code_block") == true)
  }

  @Test("A statement that is no SQL, a table that is not there")
  func noSuchThing() throws {
    #expect(try error(of: "selekt 1").sqlState == "42601")
    #expect(try error(of: "select * from nowhere").sqlState == ServerError.undefinedTable)
  }

  @Test("The connection is usable after a refusal")
  func goesOn() throws {
    _ = try error(of: "select 1 / 0")
    #expect(try connection.first("select count(*) from tests") { try $0.int(0) } == 1)
  }

  @Test("A failing statement of a script undoes the others")
  func script() throws {
    #expect(throws: PostgresError.self) {
      try connection.run(script: "insert into tests values (7, 1); select 1 / 0;")
    }
    #expect(try connection.first("select 1 from tests where id = 7") { try $0.int(0) } == nil)
  }

  @Test("A session the administrator ends is a lost connection")
  func terminated() throws {
    let other = try database.connect()
    try other.execute("select pg_terminate_backend(\(connection.serverProcess), 5000)")
    let error = #expect(throws: PostgresError.self) { try connection.execute("select 1") }
    guard case .connection = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
  }
}
