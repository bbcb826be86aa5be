internal import PlainText
internal import Postgres

/// Rows of a table from a file: those that the table has are found by their id or by what people call them,
/// and changed where they differ; the others are made. It works in the transaction that it is called in: the
/// lines go into a table of the session's, and a few statements do the rest, however many there are.
///
/// A line that says of a row what it is already is never refused, whatever the row holds.
package struct RowImport {
  package let found: FoundTable
  /// The columns of the file, in its order.
  package let columns: [Column]
  let connection: Connection
  let writer: RowWriter
  /// How the app's column spells a word, by the place of the column in the file.
  private let spellings: [Int: [String: String]]

  var table: Table { found.table }

  /// - Parameter header: what the file calls its columns.
  /// - Throws: ``DataError`` with all that is wrong with them.
  package init(_ header: [String], by writer: RowWriter) throws {
    self.writer = writer
    found = writer.found
    connection = writer.connection
    let table = writer.table
    var faults: [String] = []
    var columns: [Column] = []
    for name in header {
      guard let column = table.column(name) else {
        faults.append(RowValues.unknown(name, in: table))
        continue
      }
      if columns.contains(column) {
        faults.append("the file has more than one column \(column.name)")
      } else if column.visibility == .secret {
        faults.append("\(column.name) is a secret: no file brings it, and no import changes it")
      } else if column.isGenerated {
        faults.append("\(column.name) is made by the database: leave it out")
      }
      columns.append(column)
    }
    guard faults.isEmpty else { throw DataError.faults(of: table.name, faults) }
    guard columns.contains(where: { $0.name != "id" }) else {
      throw DataError.faults(of: table.name, ["the file names no column but the id"])
    }
    self.columns = columns
    var spellings: [Int: [String: String]] = [:]
    for (place, column) in columns.enumerated() {
      guard let choices = column.choices else { continue }
      spellings[place] = Dictionary(
        uniqueKeysWithValues: try choices.map { ($0, try writer.spelling(of: $0, in: column)) })
    }
    self.spellings = spellings
  }

  /// Takes the lines into a table of the session's.
  ///
  /// - Parameter lines: gives the next one each time; nil at the end.
  /// - Returns: how many there were.
  package func stage(_ lines: () throws -> ImportLine?) throws -> Int {
    let fields = columns.indices.map { "c\($0) text" }.joined(separator: ", ")
    try connection.execute(
      """
      create temporary table imported_rows (
        line bigint not null,
        record text,
        fault text,
        target bigint,
        is_changed boolean not null default false,
        \(unescaped: fields)
      ) on commit drop
      """)
    let names = columns.indices.map { "c\($0)" }.joined(separator: ", ")
    var count = 0
    try connection.copyIn(
      "copy imported_rows (line, record, fault, \(unescaped: names)) from stdin"
    ) { copy in
      while let line = try lines() {
        count += 1
        let (values, faults) = read(line)
        try copy.row { row in
          row.int(line.number)
          row.text(line.record)
          if faults.isEmpty { row.null() } else { row.text(faults.joined(separator: "; ")) }
          for value in values {
            if let value { row.text(value) } else { row.null() }
          }
        }
      }
    }
    try connection.execute("analyze imported_rows")
    return count
  }

  /// A line's values as the database reads them, and what is wrong with them: of a field that cannot be
  /// taken what stands there.
  private func read(_ line: ImportLine) -> (values: [String?], faults: [String]) {
    var values = [String?](repeating: nil, count: columns.count)
    let cells: [String?]
    switch line.cells {
    case .failure(let problem): return (values, [problem.reason])
    case .success(let found): cells = found
    }
    guard cells.count == columns.count else {
      return (
        values,
        ["it has \(counted(cells.count, "field")), and the first line names \(columns.count)"]
      )
    }
    var faults: [String] = []
    for (place, column) in columns.enumerated() {
      values[place] = cells[place]
      do throws(ValueFault) {
        if let cell = cells[place], !cell.isEmpty || !column.isText {
          let cell = RowValues.key(cell, of: column, found)
          values[place] = try ColumnValue(cell, for: column).text.map {
            spellings[place]?[$0] ?? $0
          }
        } else if column.isText,
          cells[place] != nil || !found.takesNull(column) && column.filling == nil
        {
          // What a new row gets in other columns is seen to when it is known which are new.
          values[place] = try RowValues.emptyText(for: column, found).text
        }
      } catch {
        let cell = cells[place] ?? ""
        if cell.utf8.contains(0) { values[place] = nil }
        faults.append(RowValues.sentence(column, cell, error))
      }
    }
    func value(_ name: String) -> String? {
      columns.firstIndex { $0.name == name }.flatMap { values[$0] }
    }
    if faults.isEmpty { faults = table.rules.compactMap { $0.fault(in: table, value) } }
    return (values, faults)
  }
}

/// A line of a file that is imported.
package struct ImportLine: Sendable {
  /// Why it cannot be read.
  package struct Unreadable: Error, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
  }

  /// From 1.
  package let number: Int
  /// As it stands in the file; without what no text can hold.
  package let record: String
  /// The fields by the file's columns; nil where there is none, which is not an empty text.
  package let cells: Result<[String?], Unreadable>

  package init(number: Int, record: String, cells: Result<[String?], Unreadable>) {
    self.number = number
    self.record = record
    self.cells = cells
  }
}

/// What became of the lines of a file, or would.
package struct ImportResult: Equatable, Sendable {
  package var inserted = 0
  package var updated = 0
  package var unchanged = 0
  package var rejected = 0
  /// The first of the rows that are changed.
  package internal(set) var sample: [RowChange] = []
  /// Of all that is written: two of the same are the same.
  package internal(set) var digest = ""

  package init() {}

  /// Whether it would write something.
  package var writes: Bool { inserted > 0 || updated > 0 }
}

/// A line that is not imported, and why.
package struct RejectedLine: Equatable, Sendable {
  package let number: Int
  package let record: String
  package let reason: String
}
