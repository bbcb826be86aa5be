internal import Billing
internal import LabSchema

/// Whether the sheets that only show figures, *Summary* and *Days*, show those of the package.
enum FiguresCheck {
  /// What a workbook shows otherwise, each a mismatch of a sheet.
  ///
  /// - Throws: where the workbook is damaged or lacks a sheet.
  static func mismatches(
    path: String, scope: ExportScope, _ totals: PackageTotals
  ) throws -> [SpreadsheetError] {
    let archive = try ZipArchive(path: path)
    let index = try WorkbookCheck.index(of: archive)
    func figures(_ sheet: String) throws -> SheetFigures {
      guard let part = index.part(ofSheet: sheet),
        let entry = archive.entries.first(where: { $0.name == part })
      else {
        throw SpreadsheetError.damaged(
          part: "xl/workbook.xml", problem: "there is no sheet \(sheet)")
      }
      return try WorkbookCheck.read(entry, of: archive, into: SheetFigures(sheet: sheet))
    }
    return try mismatches(
      summary: figures(SummarySheet.name), days: figures(DaysSheet.name), scope: scope, totals)
  }

  static func mismatches(
    summary: SheetFigures, days: SheetFigures, scope: ExportScope, _ totals: PackageTotals
  ) throws(MoneyOverflow) -> [SpreadsheetError] {
    try self.summary(summary, totals) + self.days(days, count: scope.dates.count, totals)
  }

  private static func summary(
    _ numbers: SheetFigures, _ totals: PackageTotals
  ) -> [SpreadsheetError] {
    let column = SummarySheet.valueColumn
    return SummarySheet.figureRows.compactMap { figure, row in
      difference(
        figure, numbers[row, column], totals, sheet: SummarySheet.name,
        CellName.name(row: row, column: column))
    }
  }

  /// Each column's total, and the sum of its days.
  private static func days(
    _ numbers: SheetFigures, count: Int, _ totals: PackageTotals
  ) throws(MoneyOverflow) -> [SpreadsheetError] {
    let days = DaysSheet.headerRow + 1..<DaysSheet.headerRow + 1 + count
    var mismatches: [SpreadsheetError] = []
    for (column, figure) in DaysSheet.columns.figures {
      var sum = SheetNumber.zero
      for row in days { sum = try sum + (numbers[row, column] ?? .zero) }
      let total = CellName.name(row: days.upperBound, column: column)
      mismatches += [
        difference(
          figure, sum, totals, sheet: DaysSheet.name,
          "the sum of \(CellName.columnName(column))"),
        difference(
          figure, numbers[days.upperBound, column], totals, sheet: DaysSheet.name, total),
      ].compactMap(\.self)
    }
    return mismatches
  }

  private static func difference(
    _ figure: PackageTotals.Figure, _ found: SheetNumber?, _ totals: PackageTotals, sheet: String,
    _ place: String
  ) -> SpreadsheetError? {
    let expected = totals.value(figure)
    if found == SheetNumber(expected) { return nil }
    let shown = found.map { $0.amount.map(figure.text) ?? "\($0)" } ?? "no number"
    return .mismatch(
      sheet: sheet,
      problem:
        "\(place) (\(figure.name)) shows \(shown) instead of \(figure.text(expected))")
  }
}
