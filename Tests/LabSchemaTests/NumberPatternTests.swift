import Billing
import Testing

@testable import LabSchema

@Suite struct NumberPatternTests {
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
