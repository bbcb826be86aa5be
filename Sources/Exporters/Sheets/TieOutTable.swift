internal import LabSchema

/// The tie-out as a table: what was expected, what was found, the difference, and a mark.
enum TieOutTable {
  /// Writes the table; returns the row after it.
  static func write(
    _ tieOut: TieOut, row first: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws -> Int {
    let header = SheetLook.header()
    let right = sheet.format(SheetLook.header(.right))
    try sheet.write("Tie-out", row: first, columns: 0...2, sheet.format(header))
    try sheet.write("Expected", row: first, column: 3, right)
    try sheet.write("Found", row: first, column: 4, right)
    try sheet.write("Difference", row: first, columns: 5...6, right)
    try sheet.blank(row: first, column: 7, right)
    for (index, check) in tieOut.checks.enumerated() {
      try write(check, row: first + 1 + index, look, to: &sheet)
    }
    return first + 1 + tieOut.checks.count
  }

  private static func write(
    _ check: TieOut.Check, row: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    try sheet.write(check.name, row: row, column: 0, sheet.format(SheetLook.label))
    switch check.comparison {
    case .counts(let expected, let actual):
      let format = sheet.format(plainCount)
      try sheet.write(Double(expected), row: row, column: 3, format)
      try sheet.write(Double(actual), row: row, column: 4, format)
      try sheet.write(Double(actual - expected), row: row, column: 6, format)
    case .amounts(let expected, let actual):
      let difference = try actual - expected
      for (column, amount) in [(3, expected), (4, actual), (6, difference)] {
        try sheet.write(
          amount.cellNumber, row: row, column: column, sheet.format(look.amount(amount)))
      }
    }
    var mark = CellStyle(bold: true, alignment: .right)
    mark.color = check.isTied ? SheetLook.Color.good : SheetLook.Color.bad
    try sheet.write(check.isTied ? "✓" : "✗", row: row, column: 7, sheet.format(mark))
  }

  /// A difference of nothing is shown as 0, not as a dash.
  private static let plainCount = CellStyle(numberFormat: "#,##0", alignment: .right)
}
