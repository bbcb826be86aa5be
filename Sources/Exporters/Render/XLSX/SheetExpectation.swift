internal import Billing
internal import LabSchema

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
