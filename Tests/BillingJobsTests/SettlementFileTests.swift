import Billing
import BillingJobs
import LabSchema
import TestLab
import Testing

@Suite("Settlement files")
struct SettlementFileTests {
  private static let header = "invoice_number,amount,paid_at,reference,fee,method"

  private func read(
    _ text: String, names: [SettlementColumn: String] = [:]
  ) throws -> [SettlementLine] {
    try read(Array(text.utf8), names: names)
  }

  private func read(
    _ bytes: [UInt8], names: [SettlementColumn: String] = [:]
  ) throws -> [SettlementLine] {
    let file = try SettlementFile(bytes, names: names, currency: "INR")
    var lines: [SettlementLine] = []
    while let line = try file.next() { lines.append(line) }
    return lines
  }

  private func payment(_ line: String) throws -> SettledPayment {
    try #require(try read(Self.header + "\n" + line).first).payment.get().settled
  }

  private func reason(_ line: String) throws -> String {
    let first = try #require(try read(Self.header + "\n" + line).first)
    guard case .failure(let problem) = first.payment else { return "" }
    return problem.reason
  }

  @Test("a line is read exactly, each field by its column")
  func fields() throws {
    let payment = try payment("PL/24-25/0000001,1234.50,2025-01-15,pay_1,29.10,upi")
    #expect(
      payment
        == SettledPayment(
          invoiceNumber: "PL/24-25/0000001", amount: Money(minorUnits: 123_450),
          paidAt: .date(try #require(CalendarDate("2025-01-15"))),
          reference: try GatewayReference("pay_1"),
          fee: Money(minorUnits: 2910), method: "upi"))
  }

  @Test("quotes, CRLF, CR, a byte order mark, semicolons and blank lines give the same payments")
  func dialects() throws {
    let rows = [Self.header, "A,10,2025-01-15,r1,,", "B,20.00,2025-01-16,r2,1,card"]
    let expected = try read(rows.joined(separator: "\n")).map { try $0.payment.get() }
    #expect(expected.count == 2)
    let quoted = rows.map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
        .joined(separator: ",")
    }
    for text in [
      rows.joined(separator: "\r\n") + "\r\n", rows.joined(separator: "\r"),
      "\u{FEFF}" + rows.joined(separator: "\n"), quoted.joined(separator: "\n"),
      rows.joined(separator: "\n").replacing(",", with: ";"),
      rows.joined(separator: "\n\n,,,,,\n") + "\n\n",
      rows.map { $0.replacing(",", with: " , ") }.joined(separator: "\n"),
    ] {
      #expect(try read(text).map { try $0.payment.get() } == expected, "\(text)")
    }
  }

  @Test("columns in another order, under other names, beside others")
  func mapping() throws {
    let lines = try read(
      "UTR,Settled Amount,x,Invoice,When\nr1,5,?,A,2025-01-15\n",
      names: [
        .reference: "utr", .amount: "Settled Amount", .invoiceNumber: "Invoice", .paidAt: "When",
      ])
    let payment = try #require(lines.first).payment.get().settled
    #expect(payment.invoiceNumber == "A")
    #expect(payment.reference.text == "r1")
    #expect(payment.fee == nil)
  }

  @Test("a quoted field can hold delimiters, quotes and line ends; lines are counted through them")
  func quotedField() throws {
    let lines = try read(
      Self.header + ",note\nA,1,2025-01-15,\"r\"\"1\"\", x\",,,\"of\ntwo\"\nB,2,2025-01-15,r2,,,\n")
    #expect(lines.map(\.number) == [2, 4])
    #expect(try lines[0].payment.get().settled.reference.text == "r\"1\", x")
  }

  @Test(
    "an amount is exact, or the line cannot be read",
    arguments: ["1,234.50", "₹10", "", "0", "-5.00", "1.005", "NaN", "10000000000.00", "ten"])
  func badAmounts(amount: String) throws {
    #expect(try reason("A,\"\(amount)\",2025-01-15,r1,,").contains("amount"))
  }

  @Test("a fee is between nothing and the amount", arguments: ["-1", "10.01", "x"])
  func badFees(fee: String) throws {
    #expect(try reason("A,10,2025-01-15,r1,\(fee),").contains("fee"))
  }

  @Test(
    "a date that is none, or none without saying which day it is",
    arguments: [
      "15/01/2025", "2025-02-30", "2025-01-15T25:00:00", "2025-01-15T10:00+5", "yesterday", "",
      "2025-01-15T10:61:00", "2025-01-15T10:59:60", "2025-01-15T24:00", "2025-01-15T24:00:00+05:30",
      "2025-01-15T10:00+99:99", "2025-01-15T10:00+14:01", "2025-01-15T10:00+05:60",
    ])
  func badDates(date: String) throws {
    #expect(try reason("A,10,\(date),r1,,").contains("paid_at"))
  }

  @Test("a time of day is of its own day, unless it says how far it is from UTC")
  func moments() throws {
    let day = PaidAt.date(try #require(CalendarDate("2025-01-15")))
    for text in ["2025-01-15", "2025-01-15 10:30", "2025-01-15T23:59:59.999"] {
      #expect(PaidAt(text) == day, "\(text)")
    }
    let moment = PaidAt("2025-01-15T20:00:00Z")
    #expect(moment != nil && moment != day)
    for text in [
      "2025-01-15 20:00:00+00", "2025-01-16T01:30:00+05:30", "2025-01-16 01:30+0530",
      "2025-01-15T20:00:00.000z",
    ] {
      #expect(PaidAt(text) == moment, "\(text)")
    }
  }

  @Test("ragged lines, stray and open quotes, other encodings: each is kept, the others are read")
  func unreadable() throws {
    let bad: [[UInt8]] = [
      Array("A,10,2025-01-15,short".utf8), Array("A,10,2025-01-15,long,,,,".utf8),
      Array("A,10,2025-01-15,5\" tube,,".utf8), Array("\"A,10,2025-01-15,open,,".utf8),
      Array("A,10,2025-01-15,\"x\"y,,".utf8), Array("A,10,2025-01-15,caf".utf8) + [0xE9, 44, 44],
      Array("A,10,2025-01-15,n".utf8) + [0, 44, 44],
    ]
    let good = Array("B,20,2025-01-16,r2,,".utf8)
    for line in bad {
      let bytes =
        Array((Self.header + "\n").utf8) + good + [10] + line + [10] + good + [10] + good
      let lines = try read(bytes)
      #expect(lines.map(\.number) == [2, 3, 4, 5], "\(String(decoding: line, as: UTF8.self))")
      #expect(lines[1].bytes == line)
      #expect(throws: SettlementLine.Unreadable.self) { try lines[1].payment.get() }
      for index in [0, 2, 3] { #expect(throws: Never.self) { try lines[index].payment.get() } }
    }
  }

  @Test("whatever the bytes are, each line that is not blank is read or kept")
  func nothingIsDropped() throws {
    let pieces: [[UInt8]] = [
      Array("A".utf8), Array(",".utf8), Array("\"".utf8), [10], [13], [13, 10], [0xFF],
      Array("\u{301}".utf8), Array("10".utf8), Array(" ".utf8), Array("2025-01-15".utf8),
    ]
    var random = SeededGenerator(seed: 20)
    for _ in 0..<2000 {
      let body = (0..<40).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
      let lines = try read(Array((Self.header + "\n").utf8) + body)
      let isMeant: (UInt8) -> Bool = { ![10, 13, 32, 34, 44].contains($0) }
      let kept = lines.flatMap(\.bytes).filter(isMeant)
      #expect(kept == body.filter(isMeant))
    }
  }

  @Test("a file that is no settlement is refused with what to do")
  func refused() {
    for (text, message) in [
      ("", "no lines"), ("\n\n", "no lines"),
      ("invoice_number,amount,reference\n", "no column paid_at"),
      ("invoice_number,amount,amount,paid_at,reference\n", "more than one column amount"),
      ("\"invoice_number,amount\n", "first line"),
    ] {
      let error = #expect(throws: (any Error).self) { try read(text) }
      #expect((error as? any ReportedError)?.message.contains(message) == true, "\(text)")
    }
  }

  @Test("a quote that is never closed swallows no payment unseen")
  func unclosedQuotes() throws {
    let lines = try read(
      Self.header + "\nA,10,2025-01-15,\"r1,,\nB,20,2025-01-16,r2\",1,card\nC,30,2025-01-17,r3,,")
    #expect(lines.count == 2)
    guard case .failure(let problem) = lines[0].payment else {
      Issue.record("taken for a payment")
      return
    }
    #expect(problem.reason.contains("goes over several lines"))
    #expect(String(decoding: lines[0].bytes, as: UTF8.self).contains("B,20"))
    #expect(try lines[1].payment.get().settled.reference.text == "r3")
  }

  @Test(
    "an amount is not guessed at", arguments: ["1e3", ".5", "5.", "+5", "1,5", "0x10", "1 000"])
  func guesses(amount: String) throws {
    #expect(try reason("A,\"\(amount)\",2025-01-15,r1,,").contains("is not an amount"))
  }

  @Test("a date of another century is no date of a payment")
  func oldDate() throws {
    #expect(try reason("A,10,0001-01-01,r1,,").contains("is not a date"))
  }

  @Test(
    "a reference that a spreadsheet has destroyed is none, and is named",
    arguments: [
      ("1.23457E+15", "scientific"), ("1e+22", "scientific"), ("\"1,5E15\"", "scientific"),
      ("\"=\"\"0012345\"\"\"", "formula"), ("=\"0012345\"", "formula"), ("=A1", "formula"),
      ("'0012345", "apostrophe"), ("#NAME?", "in place of a value"), ("########", "in place"),
      ("NULL", "in place of a value"),
    ])
  func destroyed(reference: String, problem: String) throws {
    #expect(try reason("A,10,2025-01-15,\(reference),,").contains(problem))
  }

  @Test(
    "names that only look like numbers are read", arguments: ["123E456", "0012345", "#12", "E+1"])
  func names(reference: String) throws {
    #expect(try payment("A,10,2025-01-15,\(reference),,").reference.text == reference)
  }

  @Test("an invoice number that a spreadsheet has destroyed is named too")
  func destroyedNumber() throws {
    #expect(try reason("\"=\"\"A\"\"\",10,2025-01-15,r1,,").contains("invoice_number"))
  }

  @Test("spellings of one text are one reference; texts that only look alike are not")
  func unicode() throws {
    let joined = try payment("A,10,2025-01-15,caf\u{E9},,").reference
    #expect(try payment("A,10,2025-01-15,cafe\u{301},,").reference == joined)
    #expect(Array(joined.text.utf8) == Array("caf\u{E9}".utf8))
    #expect(try payment("A,10,2025-01-15,\u{2460},,").reference.text != "1")
    #expect(try payment("A,10,2025-01-15,\u{FF11},,").reference.text != "1")
  }

  @Test(
    "what moves a terminal or cannot be seen is refused in every column, and not repeated",
    arguments: [
      "A\u{1B}[2J,10,2025-01-15,r1,,", "A,10,2025-01-15,\u{1B}]0;x\u{7}r,,",
      "A,10,2025-01-15,r1,,up\u{9B}i", "A,10\u{200B},2025-01-15,r1,,",
      "A,10,2025-01\u{202E}-15,r1,,", "A,10,2025-01-15,r\u{FEFF}1,,", "A,10,2025-01-15,r\u{8}1,,",
      "A,10,2025-01-15,r1\u{E0041},,",
    ])
  func hidden(line: String) throws {
    let reason = try reason(line)
    #expect(reason.contains("control character (U+") || reason.contains("cannot be seen (U+"))
    #expect(reason.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
  }

  @Test("a field is 255 characters long at most, and a longer one is not repeated")
  func long() throws {
    let longest = String(repeating: "\u{E9}", count: 255)
    #expect(try payment("A,10,2025-01-15,\(longest),,").reference.text == longest)
    for line in ["A,10,2025-01-15,\(longest)x,,", "A,10,2025-01-15,r1,,\(longest)x"] {
      #expect(try reason(line).hasSuffix("has 256 characters, and at most 255 are read"))
    }
  }

  @Test("a line in another currency is refused; an empty one or another case is not")
  func currency() throws {
    func reason(_ currency: String) throws -> String? {
      let lines = try read(
        "invoice_number,amount,paid_at,reference,currency\nA,1,2025-01-15,r,\(currency)")
      guard case .failure(let problem) = try #require(lines.first).payment else { return nil }
      return problem.reason
    }
    #expect(try reason("USD") == "currency \"USD\" is not the lab's, which is INR")
    #expect(try reason("inr") == nil)
    #expect(try reason("") == nil)
  }

  @Test("a sep= line says what separates the fields, and is passed over")
  func separatorLine() throws {
    for (line, separator) in [("sep=;", ";"), ("\"sep=,\"", ","), ("SEP=|", "|"), ("sep=\t", "\t")]
    {
      let rows = [Self.header, "A,10,2025-01-15,r1,,"].map {
        $0.replacing(",", with: separator)
      }
      let lines = try read("\u{FEFF}\(line)\r\n" + rows.joined(separator: "\r\n"))
      #expect(lines.map(\.number) == [3], "\(line)")
      #expect(try lines[0].payment.get().settled.reference.text == "r1", "\(line)")
    }
  }

  @Test("UTF-16 and UTF-32 are refused by their names, with and without a mark")
  func otherEncodings() {
    let text = Self.header + "\nA,10,2025-01-15,r1,,\n"
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let wide = text.utf8.map { [$0, 0, 0, 0] as [UInt8] }.joined()
    let forms: [[UInt8]] = [[0xFF, 0xFE] + little, little, [0xFE, 0xFF] + big, big]
    for bytes in forms {
      #expect(throws: CSVFileError.encoding("UTF-16")) { try read(bytes) }
    }
    #expect(throws: CSVFileError.encoding("UTF-32")) { try read([0xFF, 0xFE, 0, 0] + wide) }
  }

  @Test("a line without an end is refused by its number, and not kept in memory")
  func endless() {
    let bytes = Array((Self.header + "\n").utf8) + [UInt8](repeating: 65, count: 3 << 20)
    #expect(throws: CSVFileError.lineTooLong(2)) { try read(bytes) }
  }

  @Test("pieces of a file meet anywhere, in the middle of a line's end too")
  func pieces() throws {
    // A piece is 64 KiB: each length of the first line moves where it ends by one byte.
    for padding in 65_400..<65_480 {
      let first = "A,10,2025-01-15,r1,,\(String(repeating: "x", count: 20))"
      let text =
        "note,\(Self.header)\r\n\(String(repeating: "y", count: padding)),\(first)\r\n"
        + "\"a\nb\",B,20.00,2025-01-16,r2,,\r\n"
      let lines = try read(text)
      #expect(lines.map(\.number) == [2, 3])
      #expect(lines.compactMap(\.settled?.invoiceNumber) == ["A", "B"])
    }
  }
}
