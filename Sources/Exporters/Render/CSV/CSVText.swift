internal import Billing

/// Text as a field of an RFC 4180 file that a spreadsheet may open.
enum CSVText {
  /// Appends text: neutralised where a spreadsheet would run it, quoted where it has to be.
  static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    guard text.count > 0 else { return }
    var quotes = false
    for index in 0..<text.count where needsQuotes(text[index]) {
      quotes = true
      break
    }
    if quotes { bytes.append(quote) }
    // A spreadsheet shows the apostrophe as text and runs nothing after it.
    if startsFormula(text) { bytes.append(UInt8(ascii: "'")) }
    for index in 0..<text.count {
      if text[index] == quote { bytes.append(quote) }
      bytes.append(text[index])
    }
    if quotes { bytes.append(quote) }
  }

  private static let quote = UInt8(ascii: "\"")

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    switch byte {
    case quote, UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }

  /// Whether a spreadsheet takes it for a formula, or it goes around a check for one.
  private static func startsFormula(_ text: Span<UInt8>) -> Bool {
    switch text[0] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
      UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
      true
    // Nearly every text begins with a letter or a digit.
    case 0x21..<0x7F: false
    default: FormulaStart.isHidden(in: text)
    }
  }
}
