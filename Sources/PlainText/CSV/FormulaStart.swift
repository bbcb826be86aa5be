/// The beginning of a formula behind characters that are not seen, or in one of the wide or small forms
/// that a spreadsheet of an East Asian locale reads as the plain one.
enum FormulaStart {
  /// Whether the first character that is seen begins a formula.
  static func isHidden(in text: Span<UInt8>) -> Bool {
    // What hides it is short, or whoever hides it is not hiding.
    let start = (0..<min(text.count, longest)).map { text[$0] }
    for scalar in String(decoding: start, as: UTF8.self).unicodeScalars {
      if isUnseen(scalar) { continue }
      return begins(scalar)
    }
    // Nothing but unseen characters so far: what follows is not known.
    return text.count > longest
  }

  private static let longest = 256

  private static func begins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@": true
    case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
    case "\u{FE66}", "\u{FE62}", "\u{FE63}", "\u{FE6B}", "\u{2212}": true
    default: false
    }
  }

  /// White space, controls, and what no program draws, such as a byte order mark.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
      || properties.generalCategory == .control || properties.generalCategory == .format
  }
}
