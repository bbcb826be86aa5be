internal import Billing

/// The rules of XML for the text between tags and inside them.
enum XMLText {
  /// Attributes that an element has at most.
  private static let mostAttributes = 64

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// Whether text or an attribute's value is UTF-8 of characters that XML has, with every `&`
  /// beginning an entity.
  static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
    var isPlain = true
    for byte in text {
      if byte < 0x20, !isSpace(byte) { return false }
      if byte == UInt8(ascii: "<") { return false }
      if byte >= 0x7F || byte == UInt8(ascii: "&") { isPlain = false }
    }
    return isPlain || (hasValidCharacters(text) && hasValidEntities(text))
  }

  private static func hasValidCharacters(_ text: ArraySlice<UInt8>) -> Bool {
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

  /// Reads what stands between `<` and `>`. Nearly all of a sheet goes through here, cell by cell: so
  /// byte by byte, without slices.
  static func element(
    _ bytes: [UInt8], _ range: Range<Int>, part: String
  ) throws(SpreadsheetError) -> XMLElement {
    let end = range.upperBound
    var place = endOfName(bytes, range)
    guard place > range.lowerBound, place == end || isSpace(bytes[place]) else {
      throw .damaged(part: part, problem: "a tag without a name")
    }
    var element = XMLElement(
      name: String(decoding: bytes[range.lowerBound..<place], as: UTF8.self), attributes: [])
    while place < end, isSpace(bytes[place]) { place += 1 }
    while place < end {
      let equals = endOfName(bytes, place..<end)
      guard equals > place, equals < end, bytes[equals] == UInt8(ascii: "=") else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed attribute")
      }
      let name = String(decoding: bytes[place..<equals], as: UTF8.self)
      var close = equals + 2
      while close < end, bytes[close] != UInt8(ascii: "\"") { close += 1 }
      guard close < end, bytes[equals + 1] == UInt8(ascii: "\""),
        isValid(bytes[(equals + 2)..<close]), element[name] == nil
      else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed \(name)")
      }
      guard element.attributes.count < mostAttributes else {
        throw .damaged(part: part, problem: "<\(element.name)> has too many attributes")
      }
      element.attributes.append(
        (name, String(decoding: bytes[(equals + 2)..<close], as: UTF8.self)))
      place = close + 1
      guard place == end || isSpace(bytes[place]) else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed attribute")
      }
      while place < end, isSpace(bytes[place]) { place += 1 }
    }
    return element
  }

  /// Where the name ends that a range begins with; where the range begins, if it begins with none.
  private static func endOfName(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
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
