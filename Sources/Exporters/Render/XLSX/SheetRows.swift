internal import Billing
internal import LabSchema

/// A sheet of any length, read row by row: what stands above its body is kept, of the body how many rows
/// it has and what its columns come to.
struct SheetRows: SheetCells {
  /// What is read of a column of the body.
  enum Column {
    case number
    case text
  }

  /// The body's row that is being read.
  struct Row {
    fileprivate(set) var numbers: [SheetNumber?]
    fileprivate(set) var texts: [[UInt8]]
  }

  /// What stands above the body.
  private(set) var head: SheetFigures
  private(set) var rows = 0
  /// Of each column of numbers that is read, what it comes to and how many numbers it has.
  private(set) var sums: [SheetNumber]
  private(set) var counts: [Int]
  private let firstRow: Int
  private let columns: [Column?]
  private var row: Row
  private let body: (Row) throws -> Void

  /// - Parameters:
  ///   - firstRow: where the body begins; it ends with the sheet.
  ///   - columns: what is read of the body.
  ///   - body: called with each of its rows.
  init(
    sheet: String, firstRow: Int, columns: [Int: Column],
    _ body: @escaping (Row) throws -> Void = { _ in }
  ) {
    head = SheetFigures(sheet: sheet)
    self.firstRow = firstRow
    let count = (columns.keys.max() ?? -1) + 1
    self.columns = (0..<count).map { columns[$0] }
    sums = Array(repeating: .zero, count: count)
    counts = Array(repeating: 0, count: count)
    row = Row(
      numbers: Array(repeating: nil, count: count), texts: Array(repeating: [], count: count))
    self.body = body
  }

  mutating func add(_ cell: SheetCell, value: [UInt8], formula: [UInt8]) throws {
    guard cell.row >= firstRow else {
      return try head.add(cell, value: value, formula: formula)
    }
    guard formula.isEmpty else { throw head.problem("\(cell.name) is a formula, not a number") }
    guard cell.column < columns.count, let column = columns[cell.column] else { return }
    switch column {
    case .number:
      // A sheet that has nothing to list says so in words, in the first column.
      guard cell.kind == .number else {
        if cell.column == 0, cell.row == firstRow { return }
        throw head.problem("\(cell.name) is not a number")
      }
      guard let number = SheetNumber(cellText: value.span) else {
        throw head.problem("\(cell.name) is not an amount: \(ShownText.short(value))")
      }
      row.numbers[cell.column] = number
      sums[cell.column] = try sums[cell.column] + number
      counts[cell.column] += 1
    case .text:
      row.texts[cell.column] += value
    }
  }

  mutating func end(row number: Int) throws {
    guard number >= firstRow else { return }
    rows += 1
    try body(row)
    for column in columns.indices {
      row.numbers[column] = nil
      row.texts[column].removeAll(keepingCapacity: true)
    }
  }

  /// - Throws: where a total above the body is not what its column comes to.
  func checkTotals(_ row: Int, columns: [Int]) throws(SpreadsheetError) {
    for column in columns where head[row, column] != sums[column] {
      let shown = head[row, column].map { "\($0)" } ?? "nothing"
      throw head.problem(
        "the total of column \(CellName.columnName(column)) shows \(shown) instead of "
          + "\(sums[column])")
    }
  }

  /// The formulas above the body that show something else than they give. Those of the body's columns
  /// are about all of it.
  func mismatches() throws -> [SpreadsheetError] {
    let body = firstRow...(firstRow + max(rows, 1) - 1)
    var mismatches: [SpreadsheetError] = []
    for (row, column, formula) in head.formulas {
      var result = try formula.result(head)
      if case .sum(let summed, let range) = formula, range.upperBound >= firstRow {
        guard summed == column, range == body, summed < sums.count else {
          let cell = CellName.name(row: row, column: column)
          mismatches.append(head.problem("\(cell) is not the sum of its column"))
          continue
        }
        result = sums[summed]
      }
      guard let shown = head[row, column], shown != result else { continue }
      let cell = CellName.name(row: row, column: column)
      mismatches.append(head.problem("\(cell) shows \(shown), and its formula gives \(result)"))
    }
    return mismatches
  }
}
