/// Cuts a CSV file into records and fields, as RFC 4180 has them and no more, whatever its length: it keeps
/// the bytes of a record and what was read beyond it. Where the bytes come from is the caller's to say, each
/// time that more are wanted (docs/decisions/0041).
///
/// A line ends at LF, CR or CRLF. Lines are joined to a record while a quote is open; where what comes of it
/// cannot be read, its first line alone is the record, and the next one begins after that line.
package struct CSVReader: ~Copyable {
  /// How far a record may go: a file that is no CSV file takes no more memory than this.
  package struct Limits: Sendable {
    /// A quote that is open over more lines is taken for one that was never closed.
    package var lines: Int
    /// Of a line; a record joins no more lines once it has as many.
    package var bytes: Int
    package var fields: Int

    package init(lines: Int = .max, bytes: Int, fields: Int = .max) {
      self.lines = lines
      self.bytes = bytes
      self.fields = fields
    }
  }

  package enum Reading {
    /// The reader has its fields.
    case record
    case unreadable(CSVProblem)
    /// A line without an end, as far as a line may go.
    case lineTooLong
    case end
  }

  package enum Ending {
    case lf
    case crlf
    case cr
    /// The file's.
    case none
  }

  /// The bytes that tell a program that the file is UTF-8.
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  package var separator = UInt8(ascii: ",")
  /// Whether a record has to be UTF-8 without NUL bytes.
  private let mustBeText: Bool
  private let limits: Limits
  /// What was read of the file and not let go yet.
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var next = (position: 0, line: 1)

  /// The fields of the record that was read last.
  package private(set) var fields = CSVFields()
  /// The first line of the record that was read last, from 1.
  package private(set) var line = 1
  /// The last line of it.
  package var lastLine: Int { next.line - 1 }
  private var content = 0..<0
  package private(set) var ending = Ending.none

  /// Bytes that have been read are let go once there are more of them.
  private static let mostKept = 1 << 20

  package init(_ limits: Limits, mustBeText: Bool) {
    self.limits = limits
    self.mustBeText = mustBeText
  }

  /// The record that was read last as it stands in the file, without what ends its last line.
  package var record: ArraySlice<UInt8> { buffer[content] }
  /// The same with what ends its last line.
  package var wholeRecord: ArraySlice<UInt8> { buffer[content.lowerBound..<next.position] }

  /// Reads the next record.
  ///
  /// - Parameter load: appends the next bytes of the file; false at its end.
  package mutating func read<Failure>(
    _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> Reading {
    if next.position > Self.mostKept {
      buffer.removeFirst(next.position)
      next.position = 0
    }
    line = next.line
    let start = next.position
    content = start..<start
    if start == buffer.count, try !fill(load) { return .end }
    guard let first = try endOfLine(from: start, load) else { return .lineTooLong }
    var (end, quotes, lines) = (first.position, first.quotes, 1)
    while quotes % 2 == 1, lines < limits.lines, end - start < limits.bytes, end < buffer.count {
      let after = try afterLineEnd(at: end, load)
      guard let more = try endOfLine(from: after, load) else { return .lineTooLong }
      end = more.position
      quotes += more.quotes
      lines += 1
    }
    var problem = fields.split(
      buffer[start..<end], separator: separator, most: limits.fields, mustBeText: mustBeText)
    if problem?.kind == .openQuote, end < buffer.count { problem = (.endless, end) }
    guard let problem else {
      try pass(start..<end, lines: lines, load)
      return .record
    }
    let place = line + Self.lineEnds(buffer[start..<problem.place])
    try pass(start..<first.position, lines: 1, load)
    return .unreadable(CSVProblem(kind: problem.kind, line: place, lines: lines))
  }

  private mutating func pass<Failure>(
    _ content: Range<Int>, lines: Int, _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) {
    let end = content.upperBound
    let after = end < buffer.count ? try afterLineEnd(at: end, load) : end
    self.content = content
    ending =
      switch after - end {
      case 0: .none
      case 1: buffer[end] == UInt8(ascii: "\n") ? .lf : .cr
      default: .crlf
      }
    next = (after, next.line + lines)
  }

  /// Reads on; false at the end of the file.
  private mutating func fill<Failure>(
    _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    guard !isAtEnd else { return false }
    isAtEnd = try !load(&buffer)
    return !isAtEnd
  }

  /// Where the line that `start` is on ends, and how many quotes are on it; nil where it is too long.
  private mutating func endOfLine<Failure>(
    from start: Int, _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> (position: Int, quotes: Int)? {
    var index = start
    var quotes = 0
    while true {
      if Self.findLineEnd(buffer, from: &index, quotes: &quotes) { return (index, quotes) }
      guard index - start <= limits.bytes else { return nil }
      guard try fill(load) else { return (index, quotes) }
    }
  }

  private static func findLineEnd(
    _ buffer: [UInt8], from index: inout Int, quotes: inout Int
  ) -> Bool {
    let bytes = buffer.span
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return true
      case UInt8(ascii: "\""): quotes += 1
      default: break
      }
      index += 1
    }
    return false
  }

  private mutating func afterLineEnd<Failure>(
    at end: Int, _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> Int {
    let after = end + 1
    guard buffer[end] == UInt8(ascii: "\r") else { return after }
    while after == buffer.count, try fill(load) {}
    return after < buffer.count && buffer[after] == UInt8(ascii: "\n") ? after + 1 : after
  }

  private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.indices.count { index in
      switch bytes[index] {
      case UInt8(ascii: "\n"): true
      case UInt8(ascii: "\r"): index + 1 == bytes.endIndex || bytes[index + 1] != UInt8(ascii: "\n")
      default: false
      }
    }
  }
}

// What stands before the records, for those who have to look at it first.
extension CSVReader {
  /// As many bytes as asked for of what comes next, fewer only where the file ends.
  package mutating func peek<Failure>(
    _ count: Int, _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> ArraySlice<UInt8> {
    while buffer.count - next.position < count, try fill(load) {}
    return buffer[next.position...].prefix(count)
  }

  /// Passes over a byte order mark; false where there is none.
  package mutating func passByteOrderMark<Failure>(
    _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    let mark = Self.byteOrderMark
    guard try peek(mark.count, load).elementsEqual(mark) else { return false }
    next.position += mark.count
    return true
  }

  /// The line that comes next, without its end; nil where it is too long.
  package mutating func peekLine<Failure>(
    _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) -> ArraySlice<UInt8>? {
    guard let end = try endOfLine(from: next.position, load) else { return nil }
    return buffer[next.position..<end.position]
  }

  /// Passes over a line that ``peekLine(_:)`` has shown.
  package mutating func passLine<Failure>(
    _ line: ArraySlice<UInt8>, _ load: (inout [UInt8]) throws(Failure) -> Bool
  ) throws(Failure) {
    try pass(line.startIndex..<line.endIndex, lines: 1, load)
  }
}
