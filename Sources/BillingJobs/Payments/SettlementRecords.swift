internal import Billing

/// The records of a CSV file one by one, each with its bytes as they are and the line it begins on:
/// what cannot be read is one record, not the file, and a file of any length takes the memory of a
/// record (docs/decisions/0021).
struct SettlementRecords {
  struct Record {
    /// The first line of the record, from 1.
    var line: Int
    /// Without the line's end.
    var bytes: [UInt8]
    /// The fields, or why there are none.
    var fields: Result<[String], Unreadable>
  }

  struct Unreadable: Error {
    var reason: String
  }

  /// What separates the fields: a comma, a semicolon or a tab, or what a `sep=` line says.
  private(set) var separator = UInt8(ascii: ",")
  private let input: SettlementInput
  /// What was read of the file and not let go yet; records are cut from it.
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var line = 1

  /// A field over more lines than this is taken for a quote that was never closed: the lines after
  /// it are read as lines again.
  private static let mostLines = 100
  /// Bytes of a record; no settlement has such lines.
  static let longestRecord = 1 << 20

  /// Begins to read: a byte order mark is passed over, and a line that says `sep=;` to a spreadsheet.
  init(_ input: SettlementInput) throws(SettlementFileError) {
    self.input = input
    while buffer.count < 4, try load() {}
    if let encoding = Self.otherEncoding(buffer) { throw .encoding(encoding) }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let (end, _) = try endOfLine(from: position)
    if let separator = Self.separator(said: buffer[position..<end]) {
      self.separator = separator
      try pass(end, lines: 1)
    } else {
      separator = Self.separator(guessed: buffer[position..<end])
    }
  }

  /// The next record that is not blank; nil at the end of the file.
  mutating func next() throws(SettlementFileError) -> Record? {
    if position > Self.longestRecord {
      buffer.removeFirst(position)
      position = 0
    }
    while true {
      if position == buffer.count, try !load() { return nil }
      let record = try nextRecord()
      if case .success = record.fields, record.bytes.allSatisfy(isBlank) { continue }
      return record
    }
  }

  /// By bytes: a space that carries a combining mark is no space to a reader, and is to a `Character`.
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"")
      || byte == separator
  }

  /// Joins lines while a quote is open. Where what comes of it cannot be read, the first line alone
  /// is the record, and the next begins after it.
  private mutating func nextRecord() throws(SettlementFileError) -> Record {
    let first = line
    let start = position
    var (end, quotes) = try endOfLine(from: start)
    let firstEnd = end
    var lines = 1
    while quotes % 2 == 1, lines < Self.mostLines, end - start < Self.longestRecord,
      end < buffer.count
    {
      let (next, more) = try endOfLine(from: try afterLineEnd(at: end))
      end = next
      quotes += more
      lines += 1
    }
    let bytes = Array(buffer[start..<end])
    let joined = CSVFields.split(bytes, separator: separator)
    if lines > 1, case .failure = joined {
      try pass(firstEnd, lines: 1)
      return Record(
        line: first, bytes: Array(buffer[start..<firstEnd]),
        fields: .failure(Unreadable(reason: "a quote is not closed, or stands inside a field")))
    }
    try pass(end, lines: lines)
    return Record(line: first, bytes: bytes, fields: joined)
  }

  private mutating func pass(_ end: Int, lines: Int) throws(SettlementFileError) {
    position = end < buffer.count ? try afterLineEnd(at: end) : end
    line += lines
  }

  /// Reads on; false at the end of the file.
  private mutating func load() throws(SettlementFileError) -> Bool {
    guard !isAtEnd else { return false }
    isAtEnd = try !input.read(into: &buffer)
    return !isAtEnd
  }

  /// Where the line that `start` is on ends, at LF, CR, CRLF or the end of the file, and how many
  /// quotes are on it.
  private mutating func endOfLine(
    from start: Int
  ) throws(SettlementFileError) -> (end: Int, quotes: Int) {
    var index = start
    var quotes = 0
    while true {
      while index < buffer.count {
        switch buffer[index] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return (index, quotes)
        case UInt8(ascii: "\""): quotes += 1
        default: break
        }
        index += 1
      }
      guard index - start <= Self.longestRecord else { throw .lineTooLong(line) }
      guard try load() else { return (index, quotes) }
    }
  }

  private mutating func afterLineEnd(at end: Int) throws(SettlementFileError) -> Int {
    let next = end + 1
    guard buffer[end] == UInt8(ascii: "\r") else { return next }
    while next == buffer.count, try load() {}
    return next < buffer.count && buffer[next] == UInt8(ascii: "\n") ? next + 1 : next
  }
}

extension SettlementRecords {
  /// The encoding that the first bytes give away; nil for UTF-8.
  private static func otherEncoding(_ bytes: [UInt8]) -> String? {
    switch bytes.prefix(4).map(Int.init) {
    case [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]: "UTF-32"
    case let first where [[0xFF, 0xFE], [0xFE, 0xFF]].contains(Array(first.prefix(2))): "UTF-16"
    // The first letter of a header, without a mark before it.
    case let first where first.count > 1 && (first[0] == 0) != (first[1] == 0): "UTF-16"
    default: nil
    }
  }

  /// What a `sep=;` line says separates the fields; nil for any other line.
  private static func separator(said line: ArraySlice<UInt8>) -> UInt8? {
    var text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
    guard text.lowercased().hasPrefix("sep="), text.utf8.count == 5, let last = text.utf8.last,
      [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")].contains(last)
    else { return nil }
    return last
  }

  /// The one of them that separates most fields of the header.
  private static func separator(guessed header: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in header {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let choices = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return choices.reduce(choices[0]) { best, choice in
      counts[choice, default: 0] > counts[best, default: 0] ? choice : best
    }
  }
}
