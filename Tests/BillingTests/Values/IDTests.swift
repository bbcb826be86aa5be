import Billing
import TestLab
import Testing

@Suite("Ids, references and texts from outside")
struct IDTests {
  @Test("an id is written as its number, to the limits of its column")
  func text() {
    #expect(
      [0, -1, .max, .min].map { BookingID($0).description }
        == ["0", "-1", "2147483647", "-2147483648"])
    #expect(RunID(.max).description == "9223372036854775807")
    #expect(BookingID(2) < BookingID(10))
  }

  @Test(
    "test ids are a JSON array of whole numbers",
    arguments: [("[]", []), ("[7]", [7]), ("[12, 7, 31]", [12, 7, 31]), ("[1,2]", [1, 2])])
  func testIDs(text: String, ids: [Int32]) {
    #expect(TestIDList(text.utf8.span)?.ids == ids.map { TestID($0) })
  }

  @Test(
    "other JSON is no list of test ids",
    arguments: [
      "", "[", "]", "{}", "[1.5]", "[\"1\"]", "[1 2]", "[1,]", "[1, ]", "[,1]", "[ ]",
      "[2147483648]", "[1], [2]",
    ])
  func noTestIDs(text: String) {
    #expect(TestIDList(text.utf8.span) == nil)
  }

  @Test("a list of test ids drawn from a seed is read back as itself")
  func testIDLaw() {
    var random = SeededGenerator(seed: 3)
    for count in 0..<50 {
      let list = TestIDList(
        (0..<count).map { _ in TestID(.random(in: .min ... .max, using: &random)) })
      #expect(TestIDList(list.description.utf8.span) == list)
    }
  }

  @Test(
    "a lab is a UUID as Postgres writes it",
    arguments: [
      ("8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9d", true),
      ("8E2C6A1E-6F2F-4F6C-9B57-1D3F0A5B7C9D", false),
      ("8e2c6a1e6f2f4f6c9b571d3f0a5b7c9d", false), ("8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9", false),
      ("8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9g", false), ("", false),
    ])
  func lab(text: String, isOne: Bool) {
    #expect((LabID(text)?.description == text) == isOne)
  }

  @Test("a gateway's reference is one in every spelling that Unicode calls the same")
  func references() throws {
    #expect(try GatewayReference("pay_é") == GatewayReference("pay_e\u{301}"))
    #expect(try GatewayReference("pay_é").text.unicodeScalars.count == 5)
    #expect(try GatewayReference("PAY") != GatewayReference("pay"))
    #expect(try GatewayReference("123E456").text == "123E456")
    #expect(try GatewayReference(String(repeating: "x", count: 255)).text.count == 255)
  }

  @Test(
    "what a spreadsheet has made of a reference is none, and it is said what it is",
    arguments: [
      ("", "is empty"), ("1.23457E+15", "is a number in scientific notation"),
      ("1e+22", "is a number in scientific notation"),
      ("1,5E15", "is a number in scientific notation"), ("=A1", "is a spreadsheet's formula"),
      ("'123", "begins with a spreadsheet's apostrophe"),
      ("####", "is what stands in a spreadsheet's cell"),
      ("#n/a", "is what stands in a spreadsheet's cell"),
      ("NULL", "is what stands in a spreadsheet's cell"),
      (String(repeating: "x", count: 256), "has 256 characters"),
    ])
  func noReference(text: String, problem: String) {
    let found = #expect(throws: GatewayReference.Problem.self) { try GatewayReference(text) }
    #expect(found?.reason.hasPrefix(problem) == true, "\(found?.reason ?? "")")
  }

  @Test(
    "R2: blanks of every kind are cut off, and case makes no difference",
    arguments: [
      ("\u{a0}Completed\u{a0}", "completed"), ("TERMINÉ", "terminé"), ("\u{feff}x", "x"),
      ("\u{2007}\u{202f}\t \r\n", ""), ("ИТОГО", "итого"), ("in\u{a0}Progress", "in\u{a0}progress"),
    ])
  func status(written: String, normal: String) {
    #expect(normalizedStatus(written) == normal)
  }

  @Test("a text from outside is shown without what moves a cursor, and cut")
  func foreign() {
    #expect(ForeignText.problem("Café 12") == nil)
    #expect(ForeignText.problem("a\u{1B}[2J") == "holds a control character (U+001B)")
    #expect(
      ForeignText.problem("a\u{200B}b") == "holds a character that cannot be seen (U+200B)")
    #expect(
      ForeignText.problem(String(repeating: "é", count: 256))
        == "has 256 characters, and at most 255 are read")
    #expect(ForeignText.shown("a\u{1B}b") == "a\u{FFFD}b")
    #expect(ForeignText.shown(String(repeating: "x", count: 61)).count == 61)
    #expect(ForeignText.shown(String(repeating: "x", count: 61)).hasSuffix("x…"))
    #expect(ForeignText.shown(String(repeating: "x", count: 60)).hasSuffix("x"))
  }
}
