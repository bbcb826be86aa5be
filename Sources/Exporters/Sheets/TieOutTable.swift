internal import Billing
internal import LabSchema

/// The tie-out as a table of five columns: what was expected, what was found, the difference, and
/// a mark.
enum TieOutTable {
  /// Writes the table; returns the row after it.
  static func write(
    _ tieOut: TieOut, row first: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws -> Int {
    try sheet.write("Tie-out", row: first, column: 0, sheet.format(SheetLook.header()))
    let right = sheet.format(SheetLook.header(.right))
    for (index, header) in ["Expected", "Found", "Difference", ""].enumerated() {
      try sheet.write(header, row: first, column: index + 1, right)
    }
    for (index, check) in tieOut.checks.enumerated() {
      try write(check, row: first + 1 + index, look, to: &sheet)
    }
    return first + 1 + tieOut.checks.count
  }

  private static func write(
    _ check: TieOut.Check, row: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    try sheet.write(check.name, row: row, column: 0, sheet.format(SheetLook.label))
    let numbers: [(Double, CellStyle)]
    switch check.comparison {
    case .counts(let expected, let actual):
      numbers = [expected, actual, actual - expected].map { (Double($0), plainCount) }
    case .amounts(let expected, let actual):
      numbers = [expected, actual, try actual - expected].map {
        ($0.cellNumber, look.amount($0))
      }
    }
    for (column, number) in zip(1...2, numbers) {
      try sheet.write(number.0, row: row, column: column, sheet.format(number.1))
    }
    try sheet.write(
      formula: CellName.difference(row: row, of: 2, minus: 1), result: numbers[2].0, row: row,
      column: 3, sheet.format(numbers[2].1))
    var mark = CellStyle(bold: true, alignment: .center)
    mark.color = check.isTied ? SheetLook.Color.good : SheetLook.Color.bad
    try sheet.write(check.isTied ? "✓" : "✗", row: row, column: 4, sheet.format(mark))
  }

  /// A difference of nothing is shown as 0, not as a dash.
  private static let plainCount = CellStyle(numberFormat: "#,##0", alignment: .right)
}
