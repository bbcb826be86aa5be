/// Walks over the elements of a flat JSON text: strings, numbers and words. Arrays in arrays and
/// objects are none, so nothing here recurses, and a hostile text costs its length and no more.
struct ElementScanner {
  enum Element: Equatable {
    /// Without its quotes and escapes.
    case string(String)
    case number(Number)
    /// Letters, such as `null`.
    case word
  }

  /// A JSON number, in parts.
  struct Number: Equatable {
    var isNegative = false
    var integer = ""
    var fraction = ""
    /// Nil where it does not fit an `Int`.
    var exponent: Int? = 0
    var isExponentNegative = false
  }

  private let bytes: [UInt8]
  private var position = 0
  private var lastStart = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The text without the white space around it, where that is short; for words that are all of it.
  var wholeWord: String? {
    guard let first = bytes.firstIndex(where: { !Self.isSpace($0) }),
      let last = bytes.lastIndex(where: { !Self.isSpace($0) })
    else { return "" }
    return last - first < 8 ? String(decoding: bytes[first...last], as: UTF8.self) : nil
  }

  /// Whether only white space is left.
  var isAtEnd: Bool {
    bytes[position...].allSatisfy(Self.isSpace)
  }

  /// The element that was read last, as it was written, for a message.
  var lastElement: String { shown(bytes[lastStart..<position]) }

  /// The text, for a message.
  var shownText: String { shown(bytes[...]) }

  private func shown(_ part: ArraySlice<UInt8>) -> String {
    // More than a message shows, and less than a hostile text has.
    ForeignText.shown(String(decoding: part.prefix(1000), as: UTF8.self))
  }

  /// Steps over a character and the white space before it, if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Steps over the next element; nil where there is none, or one that does not end.
  mutating func element() -> Element? {
    skipSpace()
    lastStart = position
    guard position < bytes.count else { return nil }
    return switch bytes[position] {
    case UInt8(ascii: "\""): string().map { .string($0) }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number().map { .number($0) }
    default: word() ? .word : nil
    }
  }

  private mutating func word() -> Bool {
    let start = position
    while position < bytes.count, (97...122).contains(bytes[position]) { position += 1 }
    return position > start
  }

  /// Escapes that stand for no character, and characters that JSON does not let in, come out as U+FFFD:
  /// neither a test id nor `all` has one.
  private mutating func string() -> String? {
    var content: [UInt8] = []
    let unknown = Array("\u{FFFD}".utf8)
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += escaped() ?? unknown
      case ..<0x20: content += unknown
      default: content.append(byte)
      }
    }
    return nil
  }

  /// What follows a backslash, where it is ASCII.
  private mutating func escaped() -> [UInt8]? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"):
      var value: UInt32 = 0
      for _ in 0..<4 {
        guard position < bytes.count,
          let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
        else { return nil }
        value = value << 4 | UInt32(digit)
        position += 1
      }
      return (0x20..<0x80).contains(value) ? [UInt8(value)] : nil
    default: return nil
    }
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`; nil for anything else.
  private mutating func number() -> Number? {
    var number = Number()
    number.isNegative = step("-")
    number.integer = digits()
    guard number.integer == "0" || !(number.integer.isEmpty || number.integer.hasPrefix("0"))
    else { return nil }
    if step(".") {
      number.fraction = digits()
      guard !number.fraction.isEmpty else { return nil }
    }
    if step("e") || step("E") {
      number.isExponentNegative = step("-")
      if !number.isExponentNegative { _ = step("+") }
      let exponent = digits()
      guard !exponent.isEmpty else { return nil }
      number.exponent = Int(exponent)
    }
    return number
  }

  private mutating func step(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digits() -> String {
    let start = position
    while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }

  /// What JSON takes for white space.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

extension ElementScanner.Number {
  /// The number in plain digits where it is written as a whole one (`10`, `1e1`, `1.5e1`; not `10.0`),
  /// in more than any id has where it is large; otherwise nil.
  var wholeDigits: String? {
    guard let exponent else { return isExponentNegative ? nil : "99999999999" }
    let zeros = (isExponentNegative ? -exponent : exponent) - fraction.utf8.count
    guard zeros >= 0 else { return nil }
    let digits = (integer + fraction).drop { $0 == "0" }
    guard !digits.isEmpty else { return "0" }
    return (isNegative ? "-" : "") + digits + String(repeating: "0", count: min(zeros, 20))
  }
}
