internal import Billing
internal import LabSchema
internal import PlainText

/// Reads a package's CSV file row by row, whatever its size. Only what this program writes is one: fields
/// separated by commas, and LF or CRLF at the end of each row.
struct RowReader: ~Copyable {
  /// Where a file is not one that this program writes.
  struct Malformed: Error {
    var line: Int
    var reason: String
  }

  private let file: Pieces
  private var reader: CSVReader
  /// The byte order mark, where the file begins with one.
  private let mark: [UInt8]

  /// Bytes of a row; no export writes a longer one, and none is held in memory.
  private static let longestRow = 1 << 26
  /// Fields of a row; no file has as many columns.
  private static let mostFields = 64

  init(path: String) throws(SystemFailure) {
    let file = try Pieces(path: path)
    var reader = CSVReader(
      CSVReader.Limits(bytes: Self.longestRow, fields: Self.mostFields), mustBeText: false)
    mark = try reader.passByteOrderMark(file.read) ? CSVReader.byteOrderMark : []
    self.file = file
    self.reader = reader
  }

  /// Reads the next row; false at the end of the file.
  mutating func read() throws -> Bool {
    switch try reader.read(file.read) {
    case .end: return false
    case .lineTooLong: throw Malformed(line: reader.line, reason: Self.words(for: .endless))
    case .unreadable(let problem):
      throw Malformed(line: problem.line, reason: Self.words(for: problem.kind))
    case .record: break
    }
    switch reader.ending {
    case .lf, .crlf: return true
    case .cr: throw Malformed(line: reader.lastLine, reason: "a lone return")
    case .none: throw Malformed(line: reader.lastLine, reason: "no end of line")
    }
  }

  private static func words(for problem: CSVProblem.Kind) -> String {
    switch problem {
    case .openQuote: "an open quote"
    case .quoteInside, .formula: "a quote inside a field"
    case .textAfterQuote: "text after a quoted field"
    case .tooManyFields: "it has more than \(mostFields) fields"
    case .endless: "it has more than \(longestRow) bytes"
    case .nul, .notUTF8: "it is not UTF-8"
    }
  }

  /// A file, piece by piece.
  private final class Pieces {
    private let file: InputFile
    private var piece = [UInt8](repeating: 0, count: 1 << 16)
    private var offset = 0

    init(path: String) throws(SystemFailure) {
      file = try InputFile(path: path)
    }

    func read(into buffer: inout [UInt8]) throws(SystemFailure) -> Bool {
      let count = try file.read(into: &piece, at: offset)
      buffer += piece[..<count]
      offset += count
      return count > 0
    }
  }
}

// The row that was read last.
extension RowReader {
  /// The row as it stands in the file, its line ending included.
  var row: ArraySlice<UInt8> { reader.wholeRecord }

  /// How the file begins, once its header was read.
  var header: [UInt8] { mark + row }

  var fieldCount: Int { reader.fields.count }

  func text(_ field: Int) -> String { reader.fields.text(field) }

  func bytes(_ field: Int) -> [UInt8] { Array(reader.fields.bytes[reader.fields.range(field)]) }

  /// Calls `body` with a field's bytes.
  func withField<Value>(_ field: Int, _ body: (Span<UInt8>) throws -> Value) rethrows -> Value {
    try body(reader.fields.bytes.span.extracting(reader.fields.range(field)))
  }

  /// The amount in a field; nil where it is none.
  func amount(_ field: Int) -> Money? { withField(field) { Money($0) } }

  /// The date in a field; nil where it is none.
  func date(_ field: Int) -> CalendarDate? { withField(field) { CalendarDate(iso: $0) } }

  /// The whole number in a field; nil where it is none.
  func number(_ field: Int) -> SheetNumber? {
    withField(field) { parseDecimal($0, as: Int32.self) }.map { SheetNumber(Int($0)) }
  }

  /// Amounts in some fields; nil where one is none.
  func amounts(_ columns: AmountColumns) -> Amounts? {
    struct NoAmount: Error {}
    var columns = columns.columns.makeIterator()
    return try? Amounts { _ throws(NoAmount) in
      guard let column = columns.next(), let amount = amount(column) else { throw NoAmount() }
      return amount
    }
  }

  /// The balance in some fields; nil where one is no amount, or the others do not come to the final
  /// amount (R6). What notes have changed follows from it where no field says it.
  func balance(_ columns: BalanceColumns) throws(MoneyOverflow) -> Balance? {
    guard let amounts = amounts(columns.amounts), let paid = amount(columns.paid),
      let outstanding = amount(columns.outstanding)
    else { return nil }
    guard let column = columns.adjusted else {
      guard try amounts.total == amounts.final else { return nil }
      return try Balance(amounts: amounts, paid: paid, outstanding: outstanding)
    }
    guard let adjusted = amount(column), try amounts.total == amounts.final else { return nil }
    return Balance(amounts: amounts, adjusted: adjusted, paid: paid, outstanding: outstanding)
  }
}
