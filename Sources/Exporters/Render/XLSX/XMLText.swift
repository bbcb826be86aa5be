internal import PlainText

/// The rules of XML for the text between tags and inside them. Nearly all of a sheet goes through here, cell
/// by cell: so byte by byte, without slices.
enum XMLText {
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  static func isBlank(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where !isSpace(text[index]) { return false }
    return true
  }

  /// The index after the tag or the text that begins at `start`, once all of it has come.
  static func endOfToken(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    guard bytes[start] == UInt8(ascii: "<") else {
      while index < bytes.count {
        if bytes[index] == UInt8(ascii: "<") { return index }
        index += 1
      }
      return nil
    }
    var quote: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
    }
    return nil
  }

  /// Whether text or an attribute's value is UTF-8 of characters that XML has, with every `&`
  /// beginning an entity.
  static func isValid(_ text: Span<UInt8>) -> Bool {
    var isPlain = true
    for index in text.indices {
      let byte = text[index]
      if byte < 0x20, !isSpace(byte) { return false }
      if byte == UInt8(ascii: "<") { return false }
      if byte >= 0x7F || byte == UInt8(ascii: "&") { isPlain = false }
    }
    if isPlain { return true }
    let bytes = Array(text)
    return hasValidCharacters(bytes) && hasValidEntities(bytes[...])
  }

  private static func hasValidCharacters(_ text: [UInt8]) -> Bool {
    guard let string = String(validating: text, as: UTF8.self) else { return false }
    return string.unicodeScalars.allSatisfy { $0.value != 0xFFFE && $0.value != 0xFFFF }
  }

  private static func hasValidEntities(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
      guard let end = rest[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
        return false
      }
      switch String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self) {
      case "amp", "lt", "gt", "quot", "apos": rest = rest[(end + 1)...]
      default: return false
      }
    }
    return true
  }

  /// Where the name ends that a range begins with; where the range begins, if it begins with none.
  static func endOfName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var place = range.lowerBound
    while place < range.upperBound {
      switch bytes[place] {
      // a to z, A to Z, colon, underscore
      case 0x61...0x7A, 0x41...0x5A, 0x3A, 0x5F: break
      // A digit, hyphen or point begins no name.
      case 0x30...0x39, 0x2D, 0x2E:
        if place == range.lowerBound { return place }
      default: return place
      }
      place += 1
    }
    return place
  }
}
