internal import LabSchema
internal import PlainText
internal import Postgres

/// The form in which rows are written.
enum RowForm: Equatable {
  case csv
  /// A JSON document: a list of objects.
  case json
  /// A JSON object a line.
  case ndjson
  /// For a person.
  ///
  /// - Parameter width: of the terminal; nil where it goes elsewhere, and nothing is cut.
  case table(width: Int?)
}

/// Writes rows of a table as they are read, any number of them in the same memory.
final class RowsWriter {
  private let form: RowForm
  private let columns: [LabSchema.Column]
  private let isForTerminal: Bool
  private let put: (String) throws -> Void
  private var buffer = ""
  private var grid: RowGrid
  /// Rows written so far.
  private(set) var rows = 0

  private static let pieceSize = 1 << 15

  /// - Parameters:
  ///   - isForTerminal: whether nothing that is written may move it.
  ///   - put: takes a piece of the text.
  init(
    _ form: RowForm, _ columns: [LabSchema.Column], isForTerminal: Bool,
    to put: @escaping (String) throws -> Void
  ) {
    self.form = form
    self.columns = columns
    self.isForTerminal = isForTerminal
    self.put = put
    let width: Int? = if case .table(let width) = form { width } else { nil }
    grid = RowGrid(columns, width: width)
  }

  /// Writes all that is selected.
  ///
  /// - Throws: what the database and `put` throw.
  func write(_ selection: RowSelection, over connection: Connection) throws {
    if form == .csv { add(columns.map(\.name).joined(separator: ",")) }
    if form == .json { buffer += "[" }
    try selection.forEach(over: connection) { row in
      var values: [String?] = []
      values.reserveCapacity(columns.count)
      for place in columns.indices { values.append(try row.optionalString(place)) }
      switch form {
      case .csv: add(csv(values))
      case .json: buffer += (rows == 0 ? "\n" : ",\n") + json(values)
      case .ndjson: add(json(values))
      case .table: for line in grid.add(values) { add(line) }
      }
      rows += 1
      // Who waits for the first row has it at once.
      if rows == 1 || buffer.utf8.count >= Self.pieceSize { try flush() }
    }
    if form == .json { buffer += rows == 0 ? "]\n" : "\n]\n" }
    for line in grid.end() { add(line) }
    try flush()
  }

  private func add(_ line: String) {
    buffer += (isForTerminal ? line.harmless : line) + "\n"
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    try put(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func csv(_ values: [String?]) -> String {
    var bytes: [UInt8] = []
    for (place, value) in values.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      guard let value else { continue }
      // A number keeps its sign.
      if columns[place].holdsText {
        CSVText.appendRestorable(value.utf8.span, to: &bytes)
      } else {
        bytes += value.utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func json(_ values: [String?]) -> String {
    var text = "{"
    for (place, value) in values.enumerated() {
      if place > 0 { text += "," }
      text += "\"\(columns[place].name)\":\(json(value, of: columns[place]))"
    }
    return (text + "}").harmless
  }

  private func json(_ value: String?, of column: LabSchema.Column) -> String {
    guard let value else { return "null" }
    switch column.type {
    case .boolean: return value
    // Exact in every reader up to 2^53, as all ids are that anybody comes near.
    case .integer,
      .bigint where Int64(value) != nil:
      return value
    case .jsonb: return value
    case .textArray:
      let texts = (try? TextArray(postgres: value.utf8.span))?.elements ?? []
      return "[\(texts.map(\.jsonString).joined(separator: ","))]"
    default: return value.jsonString
    }
  }
}

extension LabSchema.Column {
  /// Whether anything may stand in it.
  fileprivate var holdsText: Bool {
    switch type {
    case .text, .varchar, .textArray, .jsonb: true
    default: false
    }
  }

  /// Whether its values are read from their right end.
  var isNumber: Bool {
    switch type {
    case .integer, .bigint, .number, .numeric: true
    default: false
    }
  }
}
