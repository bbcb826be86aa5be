import Billing
internal import Testing

@testable internal import Exporters

@Suite("The room that a text takes")
struct TextWidthTests {
  private let text = TextWidth()

  @Test("a column's character is a digit of the standard font: of 9 points, ten of eleven fit")
  func digits() {
    let width = text.columns(for: String(repeating: "0", count: 11)) - text.columns(for: "0")
    #expect(width > 9.4 && width < 9.7)
    #expect(TextWidth(bold: true).columns(for: "0000") > text.columns(for: "0000"))
    #expect(text.columns(for: "iiiiiiii") < text.columns(for: "WWWWWWWW") / 3)
  }

  @Test(
    "wrapped between words, and a word that is longer than a line anywhere",
    arguments: [
      ("", 1), ("one", 1), ("Complete Blood Count", 1), ("Complete Blood Count (CBC), Lipid", 2),
      ("Complete Blood Count (CBC), Lipid Profile, D-Dimer, Kidney", 3), ("a\nb", 2),
      ("a\n\nb\n", 4),
      (String(repeating: "m", count: 40), 3), ("a " + String(repeating: "0", count: 21), 2),
      ("a             b", 1), (String(repeating: "漢", count: 25), 3),
    ])
  func lines(value: String, lines: Int) {
    #expect(text.lines(value, width: 22) == lines)
  }

  @Test("no narrower column makes fewer lines, and no text none", arguments: 1...60)
  func monotonous(width: Int) {
    let words = "Canine Distemper Antigen, Bile Acids (pre and post meal), Nüchternglukose — ଓଡ଼ିଆ 🐕"
    let lines = text.lines(words, width: Double(width))
    #expect(lines >= text.lines(words, width: Double(width + 1)))
    #expect(lines >= 1)
  }
}
