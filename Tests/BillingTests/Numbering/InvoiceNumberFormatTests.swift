import Billing
import Testing

@Suite("How numbers are written")
struct InvoiceNumberFormatTests {
  @Test(
    "a number has the financial year and the running number, filled with zeros",
    arguments: [
      ("PL/{fy}/{seq:07}", 1, "PL/25-26/0000001"),
      ("PL/{fy}/{seq:07}", 12_345_678, "PL/25-26/12345678"),
      ("{seq}/{fy}", 7, "7/25-26"), ("{fy}-{seq:03}-A", 42, "25-26-042-A"),
      ("{fy}{fy}{seq:01}", 9, "25-2625-269"),
    ])
  func number(pattern: String, sequence: Int64, number: String) throws {
    let format = try InvoiceNumberFormat(pattern)
    #expect(format.number(sequence, fiscalYearLabel: "25-26") == number)
    #expect(format.sequence(of: number, fiscalYearLabel: "25-26") == sequence)
    #expect(format.pattern == pattern)
  }

  @Test(
    "another text is no number of the format",
    arguments: [
      "PL/25-26/1", "PL/25-26/00000001", "PL/24-25/0000001", "pl/25-26/0000001",
      "PL/25-26/", "PL/25-26/+000001", "PL/25-26/-000001", "PL/25-26/000000A", "",
      "PL/25-26/99999999999999999999", "PL/25-26/0000001 ",
    ])
  func noNumber(text: String) throws {
    let format = try InvoiceNumberFormat("PL/{fy}/{seq:07}")
    #expect(format.sequence(of: text, fiscalYearLabel: "25-26") == nil)
  }

  @Test(
    "rule 46(b): a format that cannot be used says why",
    arguments: [
      ("PL/{fy}/{seq:08}", .tooLong("PL/25-26/00000001")), ("PL/{fy", .unclosedBrace),
      ("PL/{fy}/{sequence}", .unknownField("sequence")),
      ("PL/{fy}/{seq:7}", .unknownField("seq:7")),
      ("PL/{fy}/{seq:0}", .unknownField("seq:0")), ("PL/{fy}/{seq:013}", .unknownField("seq:013")),
      ("PL/{fy}/{seq:0+7}", .unknownField("seq:0+7")), ("PL/{fy}", .needsOneSequence),
      ("{seq}{fy}{seq}", .needsOneSequence), ("PL/{seq:07}", .needsFiscalYear),
      ("", .needsOneSequence),
      ("PL {fy}/{seq}", .forbidden(" ")), ("É{fy}/{seq}", .forbidden("É")),
      ("PL_{fy}/{seq}", .forbidden("_")), ("/{fy}/{seq}", .badFirstCharacter("/25-26/1")),
    ] as [(String, InvoiceNumberFormatError)])
  func refused(pattern: String, error: InvoiceNumberFormatError) {
    #expect(throws: error) { try InvoiceNumberFormat(pattern) }
    #expect(!error.description.isEmpty)
  }

  @Test(
    "a series ends with the last number of sixteen characters",
    arguments: [
      ("PL/{fy}/{seq:07}", "25-26", 9_999_999), ("PL/{fy}/{seq:05}", "25-26", 9_999_999),
      ("PL/{fy}/{seq:07}", "2025", 99_999_999), ("ABCDEFGHI/{fy}{seq}", "25-26", 9),
    ])
  func largest(pattern: String, label: String, largest: Int64) throws {
    let format = try InvoiceNumberFormat(pattern)
    #expect(format.largestSequence(fiscalYearLabel: label) == largest)
    #expect(format.number(largest, fiscalYearLabel: label).utf8.count == 16)
  }

  @Test("the end of a series is told where something waits for a number")
  func end() throws {
    let format = try InvoiceNumberFormat("ABCDEFGHI/{fy}{seq}")
    #expect(SeriesEnd(.invoice, format, fiscalYear: "25-26", waiting: 0) == nil)
    let end = try #require(SeriesEnd(.creditNote, format, fiscalYear: "25-26", waiting: 2))
    #expect(end.lastNumber == "ABCDEFGHI/25-269")
    #expect(end.message.hasPrefix("2 credit notes wait"))
    #expect(end.remedy.contains("invoicing.credit_note_format"))
  }

  @Test("the notes' standard formats are those that their patterns read as")
  func standard() throws {
    let notes = NoteFormats.standard
    #expect(notes[.creditNote] == (try InvoiceNumberFormat("CN/{fy}/{seq:05}")))
    #expect(notes[.debitNote] == (try InvoiceNumberFormat("DN/{fy}/{seq:05}")))
  }

  @Test(
    "two formats meet where some text is a number of both, whatever its case",
    arguments: [
      ("PL/{fy}/{seq:05}", "CN/{fy}/{seq:05}", false),
      ("PL/{fy}/{seq:05}", "pl/{fy}/{seq:05}", true),
      // PL/25-26/1000000 is the millionth of one and in the other's width.
      ("PL/{fy}/{seq:05}", "PL/{fy}/{seq:07}", true),
      ("PL/{fy}/{seq:05}", "PL/{fy}/9{seq:04}", true),
      ("PL/{fy}/{seq:05}", "PL/{fy}/A{seq:04}", false),
      ("PL{seq:04}/{fy}", "PL0{seq:03}/{fy}", true),
      // The number of one stands where the other has its year.
      ("A{fy}{seq:05}", "A{seq:05}{fy}", false), ("{fy}/{seq:05}", "{fy}{seq:05}", false),
      ("PL/{fy}/{seq:01}", "PL/{fy}/0{seq:01}", false),
    ])
  func meeting(one: String, other: String, meets: Bool) throws {
    let patterns = try [one, other].map {
      NumberPattern(try InvoiceNumberFormat($0), fiscalYear: "25-26")
    }
    #expect(patterns[0].meets(patterns[1]) == meets)
    #expect(patterns[1].meets(patterns[0]) == meets)
  }

  @Test("numbers of two years can be one text where the year has no sign around it")
  func years() throws {
    let one = NumberPattern(try InvoiceNumberFormat("A{fy}-{seq:04}"), fiscalYear: "2025")
    let other = NumberPattern(try InvoiceNumberFormat("A{seq:04}-{fy}"), fiscalYear: "2026")
    #expect(one.meets(other))
  }
}
