/// Text as a field of an RFC 4180 file that a spreadsheet may open.
package enum CSVText {
  /// Appends text: neutralised where a spreadsheet would run it, quoted where it has to be.
  package static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    guard text.count > 0 else { return }
    append(text, isNeutralised: startsFormula(text), to: &bytes)
  }

  /// Appends text from which ``restored(_:)`` makes the same again: an empty one is told from none.
  package static func appendRestorable(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    guard text.count > 0 else {
      bytes += [quote, quote]
      return
    }
    append(text, isNeutralised: runsBehindApostrophes(text), to: &bytes)
  }

  /// The text of which a field was made, without the apostrophe that keeps a spreadsheet from running it.
  package static func restored(_ field: String) -> String {
    guard field.utf8.first == apostrophe, runsBehindApostrophes(field.utf8.span) else {
      return field
    }
    return String(decoding: field.utf8.dropFirst(), as: UTF8.self)
  }

  private static func append(
    _ text: Span<UInt8>, isNeutralised: Bool, to bytes: inout [UInt8]
  ) {
    var quotes = false
    for index in 0..<text.count where needsQuotes(text[index]) {
      quotes = true
      break
    }
    if quotes { bytes.append(quote) }
    // A spreadsheet shows the apostrophe as text and runs nothing after it.
    if isNeutralised { bytes.append(apostrophe) }
    for index in 0..<text.count {
      if text[index] == quote { bytes.append(quote) }
      bytes.append(text[index])
    }
    if quotes { bytes.append(quote) }
  }

  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")

  /// Whether what follows any apostrophes is a formula: one more in front of them is one too many, and
  /// the same that was added can be taken away.
  private static func runsBehindApostrophes(_ text: Span<UInt8>) -> Bool {
    var start = 0
    while start < text.count, text[start] == apostrophe { start += 1 }
    return start < text.count && startsFormula(text.extracting(start...))
  }

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
