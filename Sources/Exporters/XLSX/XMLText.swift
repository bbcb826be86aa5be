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

  /// Reads what stands between `<` and `>`.
  static func element(
    _ content: ArraySlice<UInt8>, part: String
  ) throws(SpreadsheetError) -> XMLElement {
    let nameEnd = content.firstIndex(where: isSpace) ?? content.endIndex
    guard isName(content[..<nameEnd]) else {
      throw .damaged(part: part, problem: "a tag without a name")
    }
    var element = XMLElement(
      name: String(decoding: content[..<nameEnd], as: UTF8.self), attributes: [])
    var rest = content[nameEnd...].drop(while: isSpace)
    while !rest.isEmpty {
      guard let equals = rest.firstIndex(of: UInt8(ascii: "=")), isName(rest[..<equals]) else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed attribute")
      }
      let name = String(decoding: rest[..<equals], as: UTF8.self)
      let quoted = rest[(equals + 1)...]
      guard quoted.first == UInt8(ascii: "\""),
        let end = quoted.dropFirst().firstIndex(of: UInt8(ascii: "\"")),
        isValid(quoted[(quoted.startIndex + 1)..<end]), element[name] == nil
      else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed \(name)")
      }
      guard element.attributes.count < mostAttributes else {
        throw .damaged(part: part, problem: "<\(element.name)> has too many attributes")
      }
      let value = quoted[(quoted.startIndex + 1)..<end]
      element.attributes.append((name, String(decoding: value, as: UTF8.self)))
      rest = quoted[(end + 1)...]
      guard rest.isEmpty || isSpace(rest[rest.startIndex]) else {
        throw .damaged(part: part, problem: "<\(element.name)> has a malformed attribute")
      }
      rest = rest.drop(while: isSpace)
    }
    return element
  }

  private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      first != UInt8(ascii: "-"), first != UInt8(ascii: ".")
    else { return false }
    return text.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
