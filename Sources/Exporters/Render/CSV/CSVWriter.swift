internal import Billing
internal import LabSchema
internal import PlainText

/// A CSV file being written, row by row, through one reused buffer: any number of rows in constant
/// memory.
struct CSVWriter: ~Copyable {
  private let file: OutputFile
  private let lineEnding: [UInt8]
  private let columns: Int
  private var buffer: [UInt8] = []
  private var fields = 0
  /// Where the row that is being written begins in the buffer.
  private var rowStart = 0
  /// Rows written so far, without the header.
  private(set) var rows = 0

  private static let flushSize = 1 << 16

  /// Creates the file and writes its header.
  init(path: String, format: CSVFormat, header: [String]) throws(SystemFailure) {
    file = try OutputFile(path: path)
    lineEnding = format.lineEnding.bytes
    columns = header.count
    buffer.reserveCapacity(Self.flushSize + (1 << 12))
    buffer += Self.header(header, format: format)
    rowStart = buffer.count
  }

  /// How a file begins: the byte order mark, where there is one, and the header's line.
  static func header(_ names: [String], format: CSVFormat) -> [UInt8] {
    var bytes = format.byteOrderMark ? CSVReader.byteOrderMark : []
    for (index, name) in names.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      CSVText.append(name.utf8.span, to: &bytes)
    }
    return bytes + format.lineEnding.bytes
  }

  /// Writes a text field; nil is an empty one.
  mutating func text(_ value: String?) {
    separate()
    if let value { CSVText.append(value.utf8.span, to: &buffer) }
  }

  /// Writes a number, amount, date or period in plain ISO form; nil is an empty field. Such a
  /// field is never neutralised: a negative amount stays a number.
  mutating func plain(_ value: (some PlainText)?) {
    separate()
    value?.append(to: &buffer)
  }

  /// Writes what a report says in one place of a row.
  mutating func write(_ value: ReportValue) {
    switch value {
    case .text(let text): self.text(text)
    case .identifier(let id): plain(id)
    case .count(let count): plain(count)
    case .amount(let amount): plain(amount)
    case .distance(let distance): plain(distance)
    case .date(let date): plain(date)
    case .month(let month): plain(month)
    case .nothing, .missing: text(nil)
    }
  }

  /// Ends a row.
  ///
  /// - Parameter body: gets the row's bytes, its line ending included.
  mutating func endRow(
    _ body: (ArraySlice<UInt8>) throws(SystemFailure) -> Void = { _ in }
  ) throws(SystemFailure) {
    precondition(fields == columns, "a row has \(fields) fields under a header of \(columns)")
    rows += 1
    fields = 0
    buffer += lineEnding
    try body(buffer[rowStart...])
    if buffer.count >= Self.flushSize {
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    rowStart = buffer.count
  }

  /// Writes what is left and waits until the file is on the disk.
  consuming func finish() throws(SystemFailure) {
    try file.write(buffer)
    try file.sync()
  }

  private mutating func separate() {
    if fields > 0 { buffer.append(UInt8(ascii: ",")) }
    fields += 1
  }
}

/// The form of the CSV files: UTF-8 as RFC 4180 has it, with what the reader's program wants.
struct CSVFormat: Sendable {
  var lineEnding = LineEnding.lf
  /// Whether the file begins with the bytes that tell Excel it is UTF-8.
  var byteOrderMark = false
}

/// What ends a line of a CSV file.
package enum LineEnding: String, Sendable, CaseIterable {
  case lf
  case crlf

  var bytes: [UInt8] {
    switch self {
    case .lf: [0x0A]
    case .crlf: [0x0D, 0x0A]
    }
  }
}
