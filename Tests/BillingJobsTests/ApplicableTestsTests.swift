import Billing
import BillingJobs
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// How the tests of an offer are read from what an app wrote (R5).
@Suite("The tests of an offer")
struct ApplicableTestsTests {
  @Test(
    "all, a list of numbers or strings, and nothing at all are understood",
    arguments: [
      (nil, .all), ("", .all), (" \n", .all), ("all", .all), (" all ", .all), ("\"all\"", .all),
      ("\"\\u0061ll\"", .all), ("null", .all), ("\"\"", .all), ("[]", .all), ("[ ]", .all),
      ("[1,2]", .only([1, 2])), ("[\"1\", \"2\"]", .only([1, 2])),
      (" [ 1 , \"2\" ] ", .only([1, 2])),
      ("[1,1,\"1\",\"+1\",\"01\"]", .only([1])), ("[\"\\u0031\\u0032\"]", .only([12])),
      ("[1e1, 1.5e1, 2E+1]", .only([10, 15, 20])), ("[-0, \"-3\"]", .only([0, -3])),
      (
        "[2147483647, 2147483648, 99999999999999999999, -99999999999999999999]",
        .only([.init(.max)])
      ),
      ("[99999999999]", .only([])), ("[1e99999999999999999999]", .only([])),
    ] as [(String?, ApplicableTests)])
  func understood(text: String?, tests: ApplicableTests) throws {
    #expect(try ApplicableTests(text) == tests)
  }

  @Test(
    "anything else is a defect, which names what is wrong",
    arguments: [
      ("ALL", "\"ALL\" are neither all nor a JSON list"), ("1,2", "\"1,2\" are neither"),
      ("5", "\"5\" are neither"), ("true", "\"true\" are neither"), ("{}", "\"{}\" are neither"),
      ("{\"tests\": [1]}", "are neither"), ("['1']", "\"['1']\" are neither"),
      ("[1, 2", "\"[1, 2\" are neither"), ("[1,]", "are neither"), ("[,1]", "are neither"),
      ("[1 2]", "are neither"), ("[01]", "are neither"), ("[+1]", "are neither"),
      ("[1] x", "are neither"), ("[[1]]", "are neither"), ("[1, \"2]", "are neither"),
      ("\"[1]\"", "are neither"), ("\"all", "are neither"), ("\" \"", "are neither"),
      ("all all", "are neither"), ("\u{FEFF}all", "are neither"), ("\u{A0}", "are neither"),
      ("[1.0]", "hold 1.0, which is no test id"), ("[1, null]", "hold null, which"),
      ("[\"x\"]", "hold \"x\", which"), ("[\" 5\"]", "hold \" 5\", which"), ("[1.5]", "hold 1.5,"),
      ("[\"all\"]", "hold \"all\", which"), ("[\"\"]", "hold \"\", which"),
      ("[10e-1]", "hold 10e-1,"),
      ("[1e-99999999999999999999]", "hold 1e-9999"), ("[\"1e2\"]", "hold \"1e2\", which"),
      ("[\"\u{FF11}\"]", "hold \"\u{FF11}\", which"),
      ("[\"1\\u0000\"]", "hold \"1\\u0000\", which"),
      ("[\"\\ud800\"]", "hold \"\\ud800\", which"), ("[true]", "hold true, which"),
      ("[\"\u{1B}[2J\"]", "hold \"\u{FFFD}[2J\", which"),
    ])
  func malformed(text: String, words: String) {
    let defect = #expect(throws: OfferDefect.self) { try ApplicableTests(text) }
    let reason = defect?.reason ?? ""
    #expect(reason.hasPrefix("its applicable tests ") && reason.contains(words), "\(reason)")
  }

  @Test("a hostile text costs its length, and a message shows little of it")
  func huge() throws {
    let ids = (1...200_000).map(String.init).joined(separator: ",")
    guard case .only(let tests) = try ApplicableTests("[\(ids)]") else {
      Issue.record("a long list is a list")
      return
    }
    #expect(tests.count == 200_000)
    for text in [
      String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 200_000),
      "[\"" + String(repeating: "\\", count: 1_000_001), "[" + ids,
      "[\"" + String(repeating: "é", count: 500_000) + "\"]",
    ] {
      let defect = #expect(throws: OfferDefect.self) { try ApplicableTests(text) }
      #expect((defect?.reason.unicodeScalars.count ?? .max) < 150)
    }
    #expect(
      try ApplicableTests("[" + String(repeating: "9", count: 1_000_000) + "]") == .only([]))
  }

  @Test("read as Postgres reads the same JSON, over 20,000 texts drawn from a seed")
  func restated() throws {
    let connection = try TestDatabase.make().connect()
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    try connection.run(
      script: try String(
        contentsOf: folder.appendingPathComponent("SQL/restatement.sql"), encoding: .utf8))
    var random = SeededGenerator(seed: 1973)
    let texts = (0..<20_000).map { _ in Self.text(&random) }
    let expected = try connection.query(
      """
      select scope,
        case scope when 'list' then coalesce(
          (
            select string_agg(distinct (element #>> '{}')::numeric::text, ',')
            from jsonb_array_elements(written::jsonb) as listed (element)
            where (element #>> '{}')::numeric between -2147483648 and 2147483647
          ),
          ''
        ) end
      from unnest(\(texts)::text[]) with ordinality as drawn (written, place)
      cross join lateral (select restated_scope(written) as scope) as judged
      order by place
      """
    ) { row in (scope: try row.string(0), ids: try row.optionalString(1)) }
    var scopes: [String: Int] = [:]
    for (text, expected) in zip(texts, expected) {
      scopes[expected.scope, default: 0] += 1
      switch (try? ApplicableTests(text), expected.scope) {
      case (nil, "malformed"), (.all, "every"): continue
      case (.only(let tests), "list"):
        let ids = Set((expected.ids ?? "").split(separator: ",").map(String.init))
        #expect(Set(tests.map { "\($0)" }) == ids, "\(text.debugDescription)")
      case (let read, let scope):
        Issue.record(
          "\(text.debugDescription) is \(scope), and read as \(String(describing: read))")
      }
    }
    #expect(scopes.count == 3 && scopes.values.allSatisfy { $0 > 500 }, "\(scopes)")
  }

  /// A text near to what an app writes: one of its pieces may be another, missing, or twice there.
  private static func text(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "1", "2", "0", "-3", "12", "007", "2147483648", "99999999999999999999", "1e2", "1.50e1",
      "1.5e1", "10e-1", "1.0", "-0", "-", "+1", "\"1\"", "\"+2\"", "\"-7\"", "\"012\"", "\"\"",
      "\" 1\"", "\"\\u0033\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\x\"",
      "\"\\\"\"", "\"1\n\"", "\"४\"", "\"x", "null", "true", "nul", "[1]", "{}", "{\"a\": 1}",
      "all",
      "\"all\"", "'1'", "\u{A0}", "\u{1F436}", ".5", "5.", "1e", "1e+3", "1E3", "0e0", "00",
      "0.0e1",
    ]
    let spaces = ["", "", "", " ", "\n", "\t ", "\r\n"]
    func piece() -> String {
      // Mostly what is good, so that one bad piece decides.
      Bool.random(using: &random) || Bool.random(using: &random)
        ? "\(Int.random(in: -1...40, using: &random))" : pieces.randomElement(using: &random)!
    }
    func space() -> String { spaces.randomElement(using: &random)! }
    if Int.random(in: 0..<8, using: &random) == 0 {
      let words = [
        "all", "\"all\"", "null", "[]", "\"\"", "", "ALL", "[", "]", "{", "\"a\\u006cl\"",
      ]
      return space() + words.randomElement(using: &random)! + space()
    }
    var parts = [space(), "[", space()]
    for place in 0..<Int.random(in: 1...4, using: &random) {
      if place > 0 { parts += [",", space()] }
      parts += [piece(), space()]
    }
    parts += ["]", space()]
    if Int.random(in: 0..<6, using: &random) == 0 {
      let place = Int.random(in: parts.indices, using: &random)
      if Bool.random(using: &random) { parts.remove(at: place) } else { parts.append(parts[place]) }
    }
    return parts.joined()
  }

  @Test(
    "an app's own column may be text, varchar, json or jsonb: the tests are the same",
    arguments: ["text", "varchar(200)", "json", "jsonb"])
  func columnTypes(type: String) throws {
    let connection = try TestDatabase.make().connect()
    try connection.run(
      script: """
        alter table offers
          alter applicable_tests type \(type) using applicable_tests::\(type);
        insert into offers (name, discount_type, discount_value, start_date, end_date, applicable_tests)
        select 'offer ' || place, 'percentage', 10, '2025-01-01', '2025-12-31', written::\(type)
        from unnest(array['"all"', '[1, 2]', '["1", "2"]', 'null', '[]', '{"a": [1]}', '["x"]', null])
          with ordinality as written (written, place)
        """)
    let reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: "Asia/Kolkata"))
    let read = try reader.priceBook().offers.map { try? ApplicableTests($0.applicableTests) }
    #expect(read == [.all, .only([1, 2]), .only([1, 2]), .all, .all, nil, nil, .all])
  }
}
