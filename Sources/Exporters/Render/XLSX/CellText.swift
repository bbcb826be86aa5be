internal import Billing

/// Text made fit for a cell: what XML cannot hold is replaced, what a spreadsheet cannot hold is
/// cut with a mark. All other text goes in as it is.
enum CellText {
  /// The most UTF-16 units a spreadsheet cell holds.
  static let limit = 32_767
  /// What ends a text that was cut.
  static let cutMark = "…"

  static func clean(_ text: String) -> String {
    needsCleaning(text) ? rebuilt(text) : text
  }

  /// Nearly every text is fine, so the common case only looks at the bytes.
  private static func needsCleaning(_ text: String) -> Bool {
    var count = 0
    var previous: UInt8 = 0
    for byte in text.utf8 {
      count += 1
      if byte < 0x20, byte != 0x09, byte != 0x0A { return true }
      // U+FFFE and U+FFFF begin with EF BF; "_x" may be read as an escape.
      if previous == 0xEF, byte == 0xBF { return true }
      if previous == UInt8(ascii: "_"), byte == UInt8(ascii: "x") { return true }
      previous = byte
    }
    return count > limit
  }

  private static func rebuilt(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      // Whatever ended a line there, here it is a line feed.
      if scalar == "\n", previous == "\r" { continue }
      scalars.append(scalar == "\r" ? "\n" : isAllowed(scalar) ? scalar : "\u{FFFD}")
    }
    return cut(escapingEscapes(String(scalars)))
  }

  /// XML 1.0's characters.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x20...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// A spreadsheet reads `_x0041_` as the letter A; text that really says so escapes its
  /// underscore.
  private static func escapingEscapes(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "_"), isEscape(bytes[index...]) {
        result += "_x005F".utf8
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
    let found = bytes.prefix(7)
    guard found.count == 7, found.dropFirst().first == UInt8(ascii: "x"),
      found.last == UInt8(ascii: "_")
    else { return false }
    return found.dropFirst(2).prefix(4).allSatisfy {
      Character(Unicode.Scalar($0)).isHexDigit
    }
  }

  private static func cut(_ text: String) -> String {
    guard text.utf16.count > limit else { return text }
    var kept = text.startIndex
    var units = 0
    for index in text.indices {
      units += text[index].utf16.count
      if units > limit - cutMark.utf16.count { break }
      kept = text.index(after: index)
    }
    return text[..<kept] + cutMark
  }
}
