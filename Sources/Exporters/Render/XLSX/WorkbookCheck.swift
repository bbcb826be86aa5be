internal import Billing
internal import PlainText

/// Reads a workbook back and holds it against what was meant to be written.
///
/// The spreadsheet library reports success after its temporary disk filled up, so only what can be
/// read again counts: every part inflates, has its checksum and is well-formed XML, and the sheets
/// add up.
enum WorkbookCheck {
  /// - Throws: ``SpreadsheetError`` `.damaged` where the file is not whole, `.mismatch` where it is
  ///   whole and wrong; ``SystemFailure`` where it cannot be read.
  static func verify(path: String, _ expectations: [SheetExpectation]) throws {
    let archive = try ZipArchive(path: path)
    let index = try index(of: archive)
    var pending: [String: SheetExpectation] = [:]
    for expectation in expectations {
      guard let part = index.part(ofSheet: expectation.sheet) else {
        throw SpreadsheetError.damaged(
          part: "xl/workbook.xml", problem: "there is no sheet \(expectation.sheet)")
      }
      pending[part] = expectation
    }
    for entry in archive.entries where !WorkbookIndex.parts.contains(entry.name) {
      if let expectation = pending.removeValue(forKey: entry.name) {
        try check(expectation, read(entry, of: archive, into: expectation.reading()))
      } else {
        _ = try scan(entry, of: archive, with: Unread())
      }
    }
    if let missing = pending.keys.min() {
      throw SpreadsheetError.damaged(part: missing, problem: "it is missing")
    }
  }

  /// - Throws: where the sheet does not hold what was expected of it.
  private static func check(
    _ expectation: SheetExpectation, _ sheet: SheetRows
  ) throws(SpreadsheetError) {
    guard sheet.rows == expectation.rows else {
      throw sheet.head.problem(
        "it has \(counted(sheet.rows, "row")) instead of \(expectation.rows)")
    }
    for column in expectation.columns where sheet.sums[column.column] != SheetNumber(column.sum) {
      let name = CellName.columnName(column.column)
      throw sheet.head.problem(
        "column \(name) adds up to \(sheet.sums[column.column]) instead of \(column.sum)")
    }
    try sheet.checkTotals(expectation.totalsRow, columns: expectation.columns.map(\.column))
  }

  /// Where the sheets of a workbook are.
  static func index(of archive: borrowing ZipArchive) throws -> WorkbookIndex {
    var index = WorkbookIndex()
    for name in WorkbookIndex.parts {
      guard let entry = archive.entries.first(where: { $0.name == name }) else {
        throw SpreadsheetError.damaged(part: name, problem: "it is missing")
      }
      index.merge(try scan(entry, of: archive, with: WorkbookIndex()))
    }
    return index
  }

  /// Reads the cells of a sheet.
  static func read<Cells: SheetCells>(
    _ entry: ZipEntry, of archive: borrowing ZipArchive, into cells: Cells
  ) throws -> Cells {
    try scan(entry, of: archive, with: SheetReader(part: entry.name, cells)).cells
  }

  static func scan<Handler: XMLHandler>(
    _ entry: ZipEntry, of archive: borrowing ZipArchive, with handler: Handler
  ) throws -> Handler {
    var scanner = XMLScanner(part: entry.name, handler: handler)
    try archive.read(entry) { piece in try scanner.feed(piece) }
    return try scanner.finish()
  }
}

/// Where the sheets of a workbook are: their names by relationship, relationships by file.
struct WorkbookIndex: XMLHandler {
  private var sheets: [String: String] = [:]
  private var targets: [String: String] = [:]
  private static let mostSheets = 1 << 12

  /// The parts of a workbook that say it.
  static let parts = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"]

  /// The part that holds a sheet; nil where there is no such sheet.
  func part(ofSheet name: String) -> String? {
    sheets[name].flatMap { targets[$0] }.map { "xl/" + $0 }
  }

  mutating func merge(_ other: WorkbookIndex) {
    sheets.merge(other.sheets) { own, _ in own }
    targets.merge(other.targets) { own, _ in own }
  }

  mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) throws {
    guard max(sheets.count, targets.count) < Self.mostSheets else {
      throw SpreadsheetError.damaged(part: Self.parts[0], problem: "it has too many sheets")
    }
    if element.isNamed("sheet", in: bytes), let name = element.text("name", in: bytes),
      let id = element.text("r:id", in: bytes)
    {
      sheets[name] = id
    }
    if element.isNamed("Relationship", in: bytes), let id = element.text("Id", in: bytes),
      let target = element.text("Target", in: bytes)
    {
      targets[id] = target
    }
  }

  mutating func text(_ text: Span<UInt8>) {}
  mutating func end(_ name: Span<UInt8>) {}
}

/// For parts that only have to be well-formed.
private struct Unread: XMLHandler {
  mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) {}
  mutating func text(_ text: Span<UInt8>) {}
  mutating func end(_ name: Span<UInt8>) {}
}

/// What a sheet has to hold when it is read back. Rows and columns are counted from zero.
struct SheetExpectation {
  /// The sum of a column's cells, and the row above them whose cached total has to say the same.
  struct Column {
    var column: Int
    var sum: Money
  }

  var sheet: String
  /// The first row of the body; the last is the sheet's last.
  var firstRow: Int
  /// How many rows the body has.
  var rows: Int
  /// The row with the columns' totals.
  var totalsRow: Int
  var columns: [Column]
}

extension SheetExpectation {
  /// What reads such a sheet back.
  func reading() -> SheetRows {
    SheetRows(
      sheet: sheet, firstRow: firstRow,
      columns: Dictionary(uniqueKeysWithValues: columns.map { ($0.column, .number) }))
  }
}
