internal import Billing
internal import PlainText

/// The records of a CSV file one by one, each with its bytes as they are and the line it begins on: what
/// cannot be read is one record, not the file (docs/decisions/0021, 0041).
struct CSVRecords: ~Copyable {
  struct Record {
    /// The first line of the record, from 1.
    var line: Int
    /// Without the line's end.
    var bytes: [UInt8]
    /// The fields, or why there are none.
    var fields: Result<Fields, Unreadable>
  }

  struct Fields {
    /// As they stand between separators and quotes.
    var asWritten: [String]
    /// Which of them stand in quotes: an empty one is then an empty text, and no missing one.
    var areQuoted: [Bool]

    /// White space around them taken off.
    var texts: [String] { asWritten.map(CSVRecords.trimmed) }
  }

  struct Unreadable: Error {
    var reason: String
  }

  private let input: FileInput
  /// A field over more than a hundred lines is taken for a quote that was never closed: the lines after it
  /// are read as lines again.
  private var reader = CSVReader(
    CSVReader.Limits(lines: 100, bytes: Self.longestLine), mustBeText: true)

  /// Bytes of a line; no file has such lines.
  static let longestLine = 1 << 20

  /// Begins to read: a byte order mark is passed over, and a line that says `sep=;` to a spreadsheet.
  init(_ input: FileInput) throws(CSVFileError) {
    self.input = input
    if let encoding = Self.otherEncoding(try reader.peek(4, input.read)) {
      throw .encoding(encoding)
    }
    _ = try reader.passByteOrderMark(input.read)
    guard let line = try reader.peekLine(input.read) else { throw .lineTooLong(reader.line) }
    if let separator = Self.separator(said: line) {
      reader.separator = separator
      try reader.passLine(line, input.read)
    } else {
      reader.separator = Self.separator(guessed: line)
    }
  }

  /// What separates the fields: a comma, a semicolon or a tab, or what a `sep=` line says.
  var separator: UInt8 { reader.separator }

  /// The next record that is not blank; nil at the end of the file.
  mutating func next() throws(CSVFileError) -> Record? {
    while true {
      let fields: Result<Fields, Unreadable>
      switch try reader.read(input.read) {
      case .end: return nil
      case .lineTooLong: throw .lineTooLong(reader.line)
      case .unreadable(let problem): fields = .failure(Unreadable(problem))
      case .record:
        if isBlank(reader.record) { continue }
        let places = 0..<reader.fields.count
        fields = .success(
          Fields(
            asWritten: places.map(reader.fields.text), areQuoted: places.map(reader.fields.isQuoted)
          ))
      }
      return Record(line: reader.line, bytes: Array(reader.record), fields: fields)
    }
  }

  /// The next line that is not blank, whatever stands in it, without fields; nil at the end of the file.
  mutating func nextLine() throws(CSVFileError) -> Record? {
    while true {
      switch try reader.read(input.read) {
      case .end: return nil
      case .lineTooLong: throw .lineTooLong(reader.line)
      case .record, .unreadable:
        if isBlank(reader.record) { continue }
        return Record(
          line: reader.line, bytes: Array(reader.record),
          fields: .success(Fields(asWritten: [], areQuoted: [])))
      }
    }
  }

  /// By bytes: a space that carries a combining mark is no space to a reader, and is to a `Character`.
  private func isBlank(_ record: ArraySlice<UInt8>) -> Bool {
    record.allSatisfy { byte in
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"")
        || byte == separator
    }
  }

  fileprivate static func trimmed(_ field: String) -> String {
    guard let first = field.first, let last = field.last else { return field }
    guard first.isWhitespace || last.isWhitespace else { return field }
    guard let start = field.firstIndex(where: { !$0.isWhitespace }),
      let end = field.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(field[start...end])
  }
}

extension CSVRecords.Unreadable {
  fileprivate init(_ problem: CSVProblem) {
    self.init(reason: problem.lines == 1 ? Self.words(for: problem.kind) : Self.joined)
  }

  /// Of lines that come to no record together.
  private static let joined = "a quote is not closed, or stands inside a field"

  private static func words(for problem: CSVProblem.Kind) -> String {
    switch problem {
    case .openQuote, .endless: "a quote is not closed"
    case .quoteInside, .textAfterQuote: "a quote stands inside a field"
    case .formula: "a field is a spreadsheet's formula, =\"…\", and not what stood there"
    case .tooManyFields: "it has too many fields"
    case .nul: "it holds a NUL byte"
    case .notUTF8: "it is not UTF-8"
    }
  }
}

extension CSVRecords {
  /// The encoding that the first bytes give away; nil for UTF-8.
  private static func otherEncoding(_ bytes: ArraySlice<UInt8>) -> String? {
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
