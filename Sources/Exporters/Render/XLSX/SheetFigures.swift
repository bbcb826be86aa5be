internal import Billing
internal import LabSchema

/// The numbers in the cells of a sheet that is kept in memory, by row and column, both counted from
/// zero, and the formulas whose results they are.
struct SheetFigures: SheetCells {
  /// A number and where it stands.
  struct Figure {
    var row: Int
    var column: Int
    var number: SheetNumber
  }

  /// The sheet's name.
  let sheet: String
  /// In the order of the sheet: row by row.
  private(set) var figures: [Figure] = []
  /// The formulas, in the order of the sheet.
  private(set) var formulas: [(row: Int, column: Int, formula: CellFormula)] = []

  /// Numbers and formulas of a sheet that are kept; one of an export has far fewer.
  private static let mostFigures = 1 << 20
  private static let mostFormulas = 1 << 10

  init(sheet: String) {
    self.sheet = sheet
  }

  /// nil where there is no number.
  subscript(row: Int, column: Int) -> SheetNumber? {
    let index = index(row: row, column: column)
    guard index < figures.count, figures[index].row == row, figures[index].column == column else {
      return nil
    }
    return figures[index].number
  }

  /// What stands in some rows.
  subscript(rows rows: ClosedRange<Int>) -> ArraySlice<Figure> {
    figures[index(row: rows.lowerBound, column: 0)..<index(row: rows.upperBound + 1, column: 0)]
  }

  /// The first figure at a place or after it.
  private func index(row: Int, column: Int) -> Int {
    var (low, high) = (0, figures.count)
    while low < high {
      let middle = (low + high) / 2
      let figure = figures[middle]
      if (figure.row, figure.column) < (row, column) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func add(_ cell: SheetCell, value: [UInt8], formula: [UInt8]) throws {
    guard cell.kind == .number else {
      guard formula.isEmpty else { throw problem("\(cell.name) is a formula that gives no number") }
      return
    }
    guard let number = SheetNumber(cellText: value.span) else {
      throw problem("\(cell.name) is not an amount: \(ShownText.short(value))")
    }
    guard figures.count < Self.mostFigures, formulas.count < Self.mostFormulas else {
      throw problem("it has more numbers than any export writes")
    }
    figures.append(Figure(row: cell.row, column: cell.column, number: number))
    guard !formula.isEmpty else { return }
    guard let parsed = CellFormula(formula) else {
      throw problem("\(cell.name) has a formula that no export writes: \(ShownText.short(formula))")
    }
    formulas.append((cell.row, cell.column, parsed))
  }

  mutating func end(row: Int) {}

  /// The formulas that show something else than they give.
  func mismatches() throws(MoneyOverflow) -> [SpreadsheetError] {
    var mismatches: [SpreadsheetError] = []
    for (row, column, formula) in formulas {
      let (shown, result) = (self[row, column], try formula.result(self))
      guard let shown, shown != result else { continue }
      let cell = CellName.name(row: row, column: column)
      mismatches.append(problem("\(cell) shows \(shown), and its formula gives \(result)"))
    }
    return mismatches
  }

  func problem(_ text: String) -> SpreadsheetError { .mismatch(sheet: sheet, problem: text) }
}

/// Text of a file in somebody's hands, for a message.
enum ShownText {
  private static let longest = 60

  static func short(_ text: some Collection<UInt8>) -> String {
    let shown = String(decoding: text.prefix(longest), as: UTF8.self)
    return text.count > longest ? shown + "…" : shown
  }
}
