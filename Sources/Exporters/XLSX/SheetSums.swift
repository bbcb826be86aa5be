internal import LabSchema
internal import Postgres

/// Adds up columns of a sheet from its cells' values.
struct SheetSums: XMLHandler {
  private let expectation: SheetExpectation
  /// Where a cell's column is in the expectation; nil for one nobody asked for.
  private let wanted: [Int?]
  private(set) var sums: [Money]
  private var totals: [Money?]
  private(set) var rows = 0
  private var row = 0
  /// The wanted column of the cell being read.
  private var current: Int?
  private var isInValue = false
  private var value: [UInt8] = []

  init(_ expectation: SheetExpectation) {
    self.expectation = expectation
    var wanted = [Int?](
      repeating: nil, count: (expectation.columns.map(\.column).max() ?? -1) + 1)
    for (index, column) in expectation.columns.enumerated() { wanted[column.column] = index }
    self.wanted = wanted
    sums = Array(repeating: .zero, count: expectation.columns.count)
    totals = Array(repeating: nil, count: expectation.columns.count)
  }

  mutating func start(_ element: XMLElement) throws {
    switch element.name {
    case "row":
      guard let name = element["r"], let number = Int(name) else {
        throw problem("a row has no number")
      }
      row = number - 1
      if row >= expectation.firstRow { rows += 1 }
    case "c":
      guard let name = element["r"], let cell = CellName.parse(name), cell.row == row else {
        throw problem("a cell of row \(row + 1) has no name")
      }
      let isBody = row >= expectation.firstRow || row == expectation.totalsRow
      current = isBody && cell.column < wanted.count ? wanted[cell.column] : nil
      if current != nil, let type = element["t"], type != "n" {
        throw problem("\(name) is not a number")
      }
    case "v":
      isInValue = current != nil
    default:
      break
    }
  }

  mutating func text(_ text: ArraySlice<UInt8>) {
    if isInValue { value += text }
  }

  mutating func end(_ name: String) throws {
    guard name == "v", isInValue, let current else { return }
    isInValue = false
    defer { value.removeAll(keepingCapacity: true) }
    guard let amount = Money(cellText: value.span) else {
      let cell = CellName.name(row: row, column: expectation.columns[current].column)
      throw problem("\(cell) is not an amount: \(String(utf8: value.span))")
    }
    if row >= expectation.firstRow {
      sums[current] = try sums[current] + amount
    } else {
      totals[current] = amount
    }
  }

  /// - Throws: where the sheet does not hold what was expected of it.
  func check() throws(SpreadsheetError) {
    guard rows == expectation.rows else {
      throw problem("it has \(rows) rows instead of \(expectation.rows)")
    }
    for (index, column) in expectation.columns.enumerated() {
      let name = CellName.columnName(column.column)
      guard sums[index] == column.sum else {
        throw problem("column \(name) adds up to \(sums[index]) instead of \(column.sum)")
      }
    }
    try checkShownTotals()
  }

  /// - Throws: where a total that the sheet shows is not the sum of its cells.
  func checkShownTotals() throws(SpreadsheetError) {
    for (index, column) in expectation.columns.enumerated() where totals[index] != sums[index] {
      let name = CellName.columnName(column.column)
      let shown = totals[index].map { "\($0)" } ?? "nothing"
      throw problem("the total of column \(name) shows \(shown) instead of \(sums[index])")
    }
  }

  private func problem(_ text: String) -> SpreadsheetError {
    .mismatch(sheet: expectation.sheet, problem: text)
  }
}
