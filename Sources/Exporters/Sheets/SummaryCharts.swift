internal import LabSchema

/// The charts of *Summary*. Their data are in the tables of the sheets, never in hidden cells.
enum SummaryCharts {
  private static let width = 600.0
  /// Rows of the sheet are 20 pixels high.
  private static let rowHeight = 20.0

  static func insert(
    _ content: PackageContent, row first: Int, column: Int, to sheet: inout Sheet
  ) throws {
    var row = first
    if content.days.count > 1 {
      try sheet.insert(days(content, rows: 16), row: row, column: column)
      row += 16
    }
    try sheet.insert(outcomes(content, rows: 11), row: row, column: column)
    row += 11
    if !content.discounts.sources.isEmpty {
      try sheet.insert(discounts(content, rows: 11), row: row - 11, column: column)
    }
    if let rows = try TestsSheet.topRows(content) {
      try sheet.insert(tests(content, rows, rows: 14), row: row, column: column)
    }
  }

  private static func days(_ content: PackageContent, rows: Int) -> SheetChart {
    let data = DaysSheet.rows(content)
    return SheetChart(
      kind: .columns(
        line: SheetChart.Series(
          name: "Running total (right)", sheet: DaysSheet.name,
          categoryColumn: DaysSheet.dateColumn, valueColumn: DaysSheet.runningColumn, rows: data,
          colors: [SheetLook.Color.contrast])),
      title: "Final amount by day, and running total, \(content.look.money.currency)",
      series: SheetChart.Series(
        name: "Final amount", sheet: DaysSheet.name, categoryColumn: DaysSheet.dateColumn,
        valueColumn: DaysSheet.finalColumn, rows: data, colors: [SheetLook.Color.accent]),
      categoryFormat: "d", valueFormat: content.look.money.chartFormat, width: width,
      height: Double(rows) * rowHeight - 8,
      description: "Final amount of each day of \(content.scope) and its running total")
  }

  private static func outcomes(_ content: PackageContent, rows: Int) -> SheetChart {
    SheetChart(
      kind: .bars, title: "Bookings by outcome",
      series: SheetChart.Series(
        name: "Bookings", sheet: SummarySheet.name, categoryColumn: 0, valueColumn: 1,
        rows: SummarySheet.outcomeRows,
        colors: [
          SheetLook.Color.accent, SheetLook.Color.contrast, SheetLook.Color.strongLine,
          SheetLook.Color.bad,
        ]),
      valueFormat: "#,##0", width: 276, height: Double(rows) * rowHeight - 8,
      description: "How many bookings were billed, waiting, excluded and quarantined")
  }

  private static func discounts(_ content: PackageContent, rows: Int) -> SheetChart {
    let first = DiscountsSheet.sourceHeaderRow + 1
    return SheetChart(
      kind: .doughnut, title: "Discount by source",
      series: SheetChart.Series(
        name: "Given", sheet: DiscountsSheet.name, categoryColumn: 0, valueColumn: 2,
        rows: first...(first + content.discounts.sources.count - 1),
        colors: SheetLook.Color.parts),
      valueFormat: content.look.money.chartFormat, width: 316,
      height: Double(rows) * rowHeight - 8, inset: 284,
      description: "Shares of offers and coupons in the discounts given")
  }

  private static func tests(
    _ content: PackageContent, _ data: ClosedRange<Int>, rows: Int
  ) -> SheetChart {
    SheetChart(
      kind: .bars, title: "Top tests by net amount, \(content.look.money.currency)",
      series: SheetChart.Series(
        name: "Net amount", sheet: TestsSheet.name, categoryColumn: 1,
        valueColumn: TestsSheet.netColumn, rows: data, colors: [SheetLook.Color.accent]),
      valueFormat: content.look.money.chartFormat, width: width,
      height: Double(rows) * rowHeight - 8,
      description: "The tests that brought in most, net of their share of the discounts")
  }
}
