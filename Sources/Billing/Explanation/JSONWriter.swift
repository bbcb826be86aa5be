internal import PlainText

/// Writes JSON into a buffer without making values of it first: a record's pricing is written for
/// every booking of every night.
struct JSONWriter {
  private(set) var bytes: [UInt8]
  /// Whether a comma belongs before the next member or element.
  private var needsComma = false

  /// - Parameter buffer: its storage is used again, its content is not.
  init(reusing buffer: consuming [UInt8]) {
    bytes = buffer
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  mutating func array(_ body: (inout JSONWriter) -> Void) {
    enclose(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  private mutating func enclose(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Writes a member's name; its value follows.
  mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a document's member.
  mutating func name(_ key: some CodingKey & RawRepresentable<String>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.rawValue.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func number(
    _ key: some CodingKey & RawRepresentable<String>, _ number: some BinaryInteger
  ) {
    name(key)
    self.number(number)
  }

  mutating func text(_ key: some CodingKey & RawRepresentable<String>, _ value: some PlainText) {
    name(key)
    text(value)
  }

  mutating func string(_ key: some CodingKey & RawRepresentable<String>, _ text: String) {
    name(key)
    string(text)
  }

  mutating func number(_ number: some BinaryInteger) {
    separate()
    appendDecimal(number, to: &bytes)
  }

  /// A value as its text, quoted: an amount keeps its two decimals and no reader makes it binary.
  mutating func text(_ value: some PlainText) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    value.append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    // Nearly every text goes over as it is.
    if bytes[start...].contains(where: Self.isEscaped) {
      bytes.removeSubrange(start...)
      escape(text)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default:
        bytes.append(byte)
      }
    }
  }
}
