import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Values of columns")
struct ColumnValueTests {
  private func decode<Value: PostgresDecodable>(_ text: String, as type: Value.Type) throws -> Value
  {
    try Value(postgres: text.utf8.span)
  }

  private func encode(_ value: some PostgresEncodable) -> String {
    var bytes: [UInt8] = []
    value.encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "an instant is written as it was read",
    arguments: [
      ("1969-12-31 23:59:59.999999+00", -1), ("1970-01-01 00:00:00+00", 0),
      ("0001-01-01 00:00:00+00", -62_135_596_800_000_000),
      ("infinity", Int64.max), ("-infinity", Int64.min),
    ])
  func instants(text: String, microseconds: Int64) throws {
    let instant = try decode(text, as: Instant.self)
    #expect(instant.microseconds == microseconds)
    #expect(encode(instant) == text)
  }

  @Test(
    "an array of texts is read as Postgres writes it",
    arguments: [
      ([], "{}"), (["a"], "{a}"), (["a b", "c,d", ""], #"{"a b","c,d",""}"#),
      ([#"say "hi""#, #"back\slash"#, "{}", "NULL"], #"{"say \"hi\"","back\\slash","{}","NULL"}"#),
    ])
  func textArrays(elements: [String], text: String) throws {
    #expect(try decode(text, as: TextArray.self) == TextArray(elements))
    #expect(try decode(encode(TextArray(elements)), as: TextArray.self) == TextArray(elements))
  }

  @Test(
    "test ids are a JSON array of whole numbers",
    arguments: [([], "[]"), ([7], "[7]"), ([12, 7, 31], "[12, 7, 31]")])
  func testIDs(ids: [Int32], text: String) throws {
    let list = TestIDList(ids.map { TestID($0) })
    #expect(try decode(text, as: TestIDList.self) == list)
    #expect(encode(list) == text)
  }

  @Test("a text that is no value of its column's type is refused")
  func refused() {
    #expect(throws: DecodingFailure.self) { try decode("2025-01-15", as: Instant.self) }
    #expect(throws: DecodingFailure.self) { try decode("[1,]", as: TestIDList.self) }
    #expect(throws: DecodingFailure.self) { try decode("2025-01-+5", as: CalendarDate.self) }
  }

  @Test("a word that is none of an enumeration's is refused, with the words that are")
  func enumerations() throws {
    #expect(try decode("lab_tech", as: StaffRole.self) == .labTech)
    let failure = #expect(throws: DecodingFailure.self) { try decode("boss", as: StaffRole.self) }
    #expect(
      failure?.problem == #"expected one of admin, collector, lab_tech, analyst, found "boss""#)
  }
}
