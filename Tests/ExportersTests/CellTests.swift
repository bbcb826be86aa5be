import Billing
internal import LabSchema
internal import Testing

@testable internal import Exporters

@Suite("What goes into a cell")
struct CellTests {
  @Test(
    "text goes in as it is",
    arguments: ["", "Asha", "=1+1", "two\nlines", "tab\there", "שָׁלוֹם 🐕", "ｘ＿ｘ", "_xyz_"])
  func plain(text: String) {
    #expect(CellText.clean(text) == text)
  }

  @Test("what XML cannot hold is replaced")
  func invalidCharacters() {
    #expect(CellText.clean("a\u{0}b\u{1}c\u{B}d\u{1F}e") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e")
    #expect(CellText.clean("\u{FFFE}\u{FFFF}") == "\u{FFFD}\u{FFFD}")
  }

  @Test("whatever ended a line is a line feed")
  func lineEnds() {
    #expect(CellText.clean("a\rb") == "a\nb")
    #expect(CellText.clean("a\r\nb\r\r\n\nc") == "a\nb\n\n\nc")
  }

  @Test("text that looks like an escape keeps its looks")
  func escapes() {
    #expect(CellText.clean("_x0041_") == "_x005F_x0041_")
    #expect(CellText.clean("a_x0041_x000D_") == "a_x005F_x0041_x005F_x000D_")
    #expect(CellText.clean("_x041_") == "_x041_")
  }

  @Test("text too long for a cell is cut with a mark, never inside a character")
  func cut() {
    let longest = String(repeating: "a", count: CellText.limit)
    #expect(CellText.clean(longest) == longest)
    #expect(CellText.clean(longest + "b") == String(longest.dropLast()) + "…")
    let dogs = CellText.clean(String(repeating: "🐕", count: 20_000))
    #expect(dogs.utf16.count == CellText.limit)
    #expect(dogs.hasSuffix("🐕…"))
  }

  @Test(
    "cells have the names that formulas use",
    arguments: [(0, 0, "A1"), (4, 25, "Z5"), (9, 26, "AA10"), (1_048_575, 16_383, "XFD1048576")])
  func names(row: Int, column: Int, name: String) throws {
    #expect(CellName.name(row: row, column: column) == name)
    let cell = try #require(CellName.parse(name))
    #expect(cell == (row, column))
  }

  @Test(
    "an amount comes back from a cell's text to the paisa, kilometres to the metre",
    arguments: [
      ("759937.8199999999", 75_993_782), ("1234.5", 123_450), ("-10.5", -1050), ("0", 0),
      ("9999999999.99", 999_999_999_999), ("12", 1200),
    ])
  func amounts(text: String, units: Int64) {
    let number = SheetNumber(cellText: text.utf8.span)
    #expect(number == SheetNumber(Money(minorUnits: units)))
    #expect(number?.amount == Money(minorUnits: units))
    #expect(SheetNumber(cellText: "1.234".utf8.span) == SheetNumber(thousandths: 1234))
  }

  @Test(
    "what is no number of a cell is none",
    arguments: ["", "nan", "1.2345", "1e300", "12,5", "0x10"])
  func noNumbers(text: String) {
    #expect(SheetNumber(cellText: text.utf8.span) == nil)
  }

  @Test("amounts in rupees are grouped by lakh and crore on both sides of zero")
  func moneyFormats() {
    let look = MoneyLook(currency: .rupee)
    #expect(look.numberFormat(for: Money(minorUnits: 1)).contains(#"##\,##\,##\,##0.00"#))
    #expect(
      look.numberFormat(for: Money(minorUnits: -1_000_000_000))
        == #"##\,##\,##\,##0.00;-##\,##\,##\,##0.00"#)
    #expect(look.numberFormat(for: Money(minorUnits: -1050)) == "#,##0.00")
    #expect(MoneyLook(currency: Currency("EUR")!).numberFormat(for: .zero) == "#,##0.00")
  }
}
