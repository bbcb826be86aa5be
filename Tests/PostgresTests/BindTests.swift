import Billing
import Postgres
import TestLab
import Testing

@Suite("Parameters arrive as they are")
struct BindTests {
  let connection: Connection
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
  }

  /// Texts that break a client which pastes values into its SQL.
  static let hostileTexts = [
    "", " ", "'", "''", "\"", "\\", "\\'", "$1", "$$", "%s", "\\N", "\\.", "NULL", "null",
    "'; drop table pets; --", "a\nb", "a\r\nb", "a\tb", "{1,2}", "{\"", ",", "\u{1}", "\u{7f}",
    "कुत्ता", "🐕‍🦺", "e\u{301}", String(repeating: "ü", count: 100_000),
  ]

  @Test("A text comes back as it was sent", arguments: hostileTexts)
  func text(_ text: String) throws {
    let back = try connection.first("select \(text)::text") { try $0.string(0) }
    #expect(back.map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test("Texts in an array come back as they were sent, in order")
  func textArray() throws {
    let back = try connection.query(
      """
      select element from unnest(\(Self.hostileTexts)::text[]) with ordinality as given (element, n)
      order by n
      """
    ) { try $0.string(0) }
    #expect(back == Self.hostileTexts)
  }

  @Test("Whole numbers come back from end to end of their range")
  func wholeNumbers() throws {
    let row = try connection.first(
      """
      select \(Int32.min)::int, \(Int32.max)::int, \(Int64.min)::bigint, \(Int64.max)::bigint,
        \(0)::int
      """
    ) { row in
      (
        try row.int32(0), try row.int32(1), try row.int64(2), try row.int64(3), try row.int(4)
      )
    }
    let found = try #require(row)
    #expect(found == (Int32.min, Int32.max, Int64.min, Int64.max, 0))
  }

  @Test("Booleans, and arrays of every kind")
  func others() throws {
    let row = try connection.first(
      """
      select \(true)::bool, \(false)::bool, \([1, 2, 3])::int[] = array[1, 2, 3],
        \([Int64.max])::bigint[] = array[9223372036854775807],
        \([true, false])::bool[] = array[true, false], cardinality(\([Int]())::int[])
      """
    ) { row in
      [
        try row.bool(0), try !row.bool(1), try row.bool(2), try row.bool(3), try row.bool(4),
        try row.int(5) == 0,
      ]
    }
    #expect(row == [true, true, true, true, true, true])
  }

  @Test("nil is NULL, and an empty text is not")
  func nulls() throws {
    let nothing: String? = nil
    let number: Int? = nil
    let row = try connection.first("select \(nothing)::text, \(number)::int, \("")::text") { row in
      (try row.optionalString(0), try row.optionalInt(1), row.isNull(2), row.isNull(0))
    }
    let found = try #require(row)
    #expect(found == (nil, nil, false, true))
  }

  @Test("A NULL where a value must be names its column")
  func unexpectedNull() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.first("select null::int as price") { try $0.int(0) }
    }
    guard case .decoding(let column, _) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(column == "price")
  }

  @Test("A number that does not fit is refused, not cut")
  func outOfRange() throws {
    #expect(throws: PostgresError.self) {
      try connection.first("select 2147483648") { try $0.int32(0) }
    }
    #expect(throws: PostgresError.self) {
      try connection.first("select 1.5") { try $0.int(0) }
    }
  }

  @Test("A text with a NUL is refused before it is sent, and the connection goes on")
  func nulByte() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.execute("select \("a\0b")::text")
    }
    guard case .encoding = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(throws: PostgresError.self) { try connection.execute("select \(["a", "\0"])::text[]") }
    #expect(throws: PostgresError.self) { try connection.run(script: "select 1;\0 select 2") }
    #expect(try connection.first("select 1") { try $0.int(0) } == 1)
  }

  @Test("A statement spliced into another keeps its parameters apart")
  func fragments() throws {
    let filter: Statement = "n between \(2) and \(3)"
    let numbers = try connection.query(
      "select n from generate_series(\(1)::int, \(5)::int) as n where \(filter) and n <> \(2)"
    ) { try $0.int(0) }
    #expect(numbers == [3])
  }

  @Test("execute says how many rows it changed")
  func affectedRows() throws {
    try connection.run(script: "create table t (a int); insert into t values (1), (2), (3)")
    #expect(try connection.execute("update t set a = a + 1 where a >= \(2)") == 2)
    #expect(try connection.execute("create table u (a int)") == 0)
    #expect(try connection.first("select a from t where a > \(9)") { try $0.int(0) } == nil)
  }
}
