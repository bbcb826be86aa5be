internal import SwiftCSV

/// The records of a CSV file, each with its bytes as they are and the line it begins on. SwiftCSV
/// reads the fields of one record at a time: what it cannot read is one record, not the file.
struct SettlementRecords {
  struct Record {
    /// The first line of the record, from 1.
    var line: Int
    /// Without the line's end.
    var bytes: ArraySlice<UInt8>
    /// The fields, or why there are none.
    var fields: Result<[String], Unreadable>
  }

  struct Unreadable: Error {
    var reason: String
  }

  private let bytes: ArraySlice<UInt8>
  private let delimiter: CSVDelimiter
  private var position: Int
  private var line = 1

  /// A field over more lines than this is taken for a quote that was never closed: the lines after
  /// it are read as lines again.
  private static let longestRecord = 100

  /// - Parameter bytes: the file's; a byte order mark at its beginning is passed over.
  init(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    self.bytes = content
    position = content.startIndex
    let header = content[..<Self.endOfLine(in: content, from: content.startIndex)]
    delimiter = CSVDelimiter.guessed(string: String(decoding: header, as: UTF8.self))
  }

  /// What separates the fields.
  var separator: Character { delimiter.rawValue }

  /// The next record that is not blank; nil at the end of the file.
  mutating func next() -> Record? {
    while position < bytes.endIndex {
      let record = nextRecord()
      if case .success = record.fields, record.bytes.allSatisfy(isBlank) { continue }
      return record
    }
    return nil
  }

  /// By bytes: a space that carries a combining mark is no space to a reader, and is to a `Character`.
  private func isBlank(_ byte: UInt8) -> Bool {
    [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""), delimiter.rawValue.asciiValue]
      .contains(byte)
  }

  /// Joins lines while a quote is open. Where what comes of it cannot be read, the first line alone
  /// is the record, and the next begins after it.
  private mutating func nextRecord() -> Record {
    let start = position
    let first = line
    let firstEnd = Self.endOfLine(in: bytes, from: start)
    var end = firstEnd
    var quotes = Self.quotes(in: bytes[start..<end])
    var lines = 1
    while quotes % 2 == 1, lines < Self.longestRecord, end < bytes.endIndex {
      let begin = Self.afterLineEnd(in: bytes, at: end)
      end = Self.endOfLine(in: bytes, from: begin)
      quotes += Self.quotes(in: bytes[begin..<end])
      lines += 1
    }
    let joined = fields(of: bytes[start..<end], closed: quotes % 2 == 0)
    if lines > 1, case .failure = joined {
      pass(firstEnd, lines: 1)
      return Record(
        line: first, bytes: bytes[start..<firstEnd],
        fields: .failure(Unreadable(reason: "a quote is not closed, or stands inside a field")))
    }
    pass(end, lines: lines)
    return Record(line: first, bytes: bytes[start..<end], fields: joined)
  }

  private mutating func pass(_ end: Int, lines: Int) {
    position = end < bytes.endIndex ? Self.afterLineEnd(in: bytes, at: end) : end
    line += lines
  }

  private func fields(
    of record: ArraySlice<UInt8>, closed: Bool
  ) -> Result<[String], Unreadable> {
    guard let text = String(validating: record, as: UTF8.self) else {
      return .failure(Unreadable(reason: "it is not UTF-8"))
    }
    guard !record.contains(0) else { return .failure(Unreadable(reason: "it holds a NUL byte")) }
    guard closed else { return .failure(Unreadable(reason: "a quote is not closed")) }
    do {
      // The end of the line makes the last field count where it is empty.
      let csv = try EnumeratedCSV(
        string: text + "\n", delimiter: delimiter, loadColumns: false, rowLimit: 0)
      return .success(csv.header.map(trimmed))
    } catch {
      return .failure(Unreadable(reason: "a quote stands inside a field"))
    }
  }

  private func trimmed(_ field: String) -> String {
    guard let start = field.firstIndex(where: { !$0.isWhitespace }),
      let end = field.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(field[start...end])
  }

  private static func quotes(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 == UInt8(ascii: "\"") }
  }

  /// Where the line that `start` is on ends: at LF, CR, CRLF or the end of the file.
  private static func endOfLine(in bytes: ArraySlice<UInt8>, from start: Int) -> Int {
    bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      ?? bytes.endIndex
  }

  private static func afterLineEnd(in bytes: ArraySlice<UInt8>, at end: Int) -> Int {
    let next = end + 1
    let isPair =
      bytes[end] == UInt8(ascii: "\r") && next < bytes.endIndex && bytes[next] == UInt8(ascii: "\n")
    return isPair ? next + 1 : next
  }
}
