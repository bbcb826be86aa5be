import Billing
import Postgres
import TestLab
import Testing

@Suite("COPY")
struct CopyTests {
  private let database: TestDatabase
  private let connection: Connection

  private struct Enough: Error {}

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect()
    try connection.run(script: "create table t (n int, a text, b text)")
  }

  @Test("Hostile texts and nulls go in and come out as they were")
  func roundTrip() throws {
    let texts = BindTests.hostileTexts
    let copied = try connection.copyIn("copy t (n, a, b) from stdin") { writer in
      for (number, text) in texts.enumerated() {
        try writer.row { row in
          row.int(number)
          row.text(text)
          row.null()
        }
      }
    }
    #expect(copied == texts.count)
    // What the server holds is compared with a bind, so that two wrongs cannot make a right.
    for (number, text) in texts.enumerated() {
      let same = try connection.first("select a = \(text) from t where n = \(number)") {
        try $0.bool(0)
      }
      #expect(same == true, "text \(number)")
    }
    var back: [String] = []
    try connection.forEach("select a, b from t order by n") { row in
      back.append(try row.string(0))
      if !row.isNull(1) { Issue.record("not null: \(back.count)") }
    }
    #expect(back == texts)
  }

  @Test("More rows than one piece holds")
  func manyRows() throws {
    let count = try connection.copyIn("copy t (n, a) from stdin") { writer in
      for number in 0..<50_000 {
        try writer.row { row in
          row.int(number)
          row.text("booking \(number)")
        }
      }
    }
    #expect(count == 50_000)
    let sum = try connection.first("select sum(n), count(distinct a) from t") {
      (try $0.int(0), try $0.int(1))
    }
    #expect(try #require(sum) == (1_249_975_000, 50_000))
  }

  @Test("A COPY IN that throws keeps nothing, and the connection goes on")
  func abandonedIn() throws {
    #expect(throws: Enough.self) {
      try connection.copyIn("copy t (n) from stdin") { writer in
        for number in 0..<20_000 { try writer.row { $0.int(number) } }
        throw Enough()
      }
    }
    #expect(try connection.first("select count(*) from t") { try $0.int(0) } == 0)
  }

  @Test("A value the column does not take is the server's error, and nothing is kept")
  func refused() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.copyIn("copy t (n) from stdin") { writer in
        try writer.row { $0.int(1) }
        try writer.row { $0.text("one") }
      }
    }
    #expect(error?.sqlState == "22P02")
    #expect(try connection.first("select count(*) from t") { try $0.int(0) } == 0)
  }

  @Test("A NUL in a COPY is refused")
  func nulByte() throws {
    #expect(throws: PostgresError.self) {
      try connection.copyIn("copy t (a) from stdin") { writer in
        try writer.row { $0.text("a\0b") }
      }
    }
    #expect(try connection.first("select count(*) from t") { try $0.int(0) } == 0)
  }

  @Test("Another statement than COPY is refused")
  func notACopy() throws {
    #expect(throws: PostgresError.self) { try connection.copyIn("select 1") { _ in } }
    #expect(try connection.first("select 42") { try $0.int(0) } == 42)
  }
}
