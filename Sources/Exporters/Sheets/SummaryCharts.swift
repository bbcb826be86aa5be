internal import Billing
internal import LabSchema

/// The charts of *Summary*. Their data are in the tables of the sheets, never in hidden cells.
enum SummaryCharts {
  private static let width = 680.0
  /// Pixels between two charts.
  private static let gap = 8.0
  private static let heights = (days: 296.0, parts: 200.0, tests: 264.0)

  /// Puts the charts one below the other, from a cell on. Of nothing but zeros there is none: programs
  /// draw an axis from 0 to 1 for it.
  static func insert(
    _ content: PackageContent, row: Int, column: Int, to sheet: inout Sheet
  ) throws {
    var drop = 0.0
    func insert(_ chart: SheetChart, to sheet: inout Sheet) throws {
      var chart = chart
      chart.drop = Int32(drop)
      try sheet.insert(chart, row: row, column: column)
    }
    if content.days.count > 1, content.totals.amounts.final != .zero {
      try insert(days(content), to: &sheet)
      drop += heights.days + gap
    }
    let hasOutcomes = content.bookings.total > 0
    let hasDiscounts = !content.breakdown.discounts.sources.isEmpty
    if hasOutcomes { try insert(outcomes(content), to: &sheet) }
    if hasDiscounts { try insert(discounts(content), to: &sheet) }
    if hasOutcomes || hasDiscounts { drop += heights.parts + gap }
    if let (rows, largest) = try TestsSheet.topRows(content) {
      try insert(tests(content, rows, largest: largest), to: &sheet)
    }
  }

  private static func days(_ content: PackageContent) -> SheetChart {
    let data = DaysSheet.rows(content)
    return SheetChart(
      kind: .columns(
        line: SheetChart.Series(
          name: "Running total (right)", sheet: DaysSheet.name,
          categoryColumn: DaysSheet.columns.position(DaysSheet.dateColumn),
          valueColumn: DaysSheet.columns.position(DaysSheet.runningColumn), rows: data,
          colors: [SheetLook.Color.contrast])),
      title: "Final amount by day, and running total, \(content.look.money.currency)",
      series: SheetChart.Series(
        name: "Final amount", sheet: DaysSheet.name,
        categoryColumn: DaysSheet.columns.position(DaysSheet.dateColumn),
        valueColumn: DaysSheet.columns.position(Amounts.Part.final.column), rows: data,
        colors: [SheetLook.Color.accent]),
      categoryFormat: "d",
      valueFormat: content.look.money.chartFormat(upTo: content.totals.amounts.base),
      width: width,
      height: heights.days,
      description: "Final amount of each day of \(content.scope) and its running total")
  }

  private static func outcomes(_ content: PackageContent) -> SheetChart {
    let counts = content.bookings
    let largest = BookingOutcome.allCases.map { counts[$0] }.max() ?? 0
    return SheetChart(
      kind: .bars, title: "Bookings by outcome",
      series: SheetChart.Series(
        name: "Bookings", sheet: SummarySheet.name, categoryColumn: 0,
        valueColumn: SummarySheet.valueColumn,
        rows: SummarySheet.outcomeRows,
        colors: [
          SheetLook.Color.accent, SheetLook.Color.contrast, SheetLook.Color.strongLine,
          SheetLook.Color.bad,
        ]),
      valueFormat: "#,##0", largest: Double(largest), width: 316, height: heights.parts,
      description: "How many bookings were billed, waiting, excluded and quarantined")
  }

  private static func discounts(_ content: PackageContent) -> SheetChart {
    let first = DiscountsSheet.sourceRow
    return SheetChart(
      kind: .doughnut, title: "Discount by source",
      series: SheetChart.Series(
        name: "Given", sheet: DiscountsSheet.name, categoryColumn: 0,
        valueColumn: DiscountsSheet.columns.position(DiscountsSheet.givenColumn),
        rows: first...(first + content.breakdown.discounts.sources.count - 1),
        colors: SheetLook.Color.parts),
      valueFormat: content.look.money.chartFormat(upTo: content.totals.amounts.base), width: 356,
      height: heights.parts, inset: 324,
      description: "Shares of offers and coupons in the discounts given")
  }

  private static func tests(
    _ content: PackageContent, _ data: ClosedRange<Int>, largest: Money
  ) -> SheetChart {
    SheetChart(
      kind: .bars, title: "Top tests by net amount, \(content.look.money.currency)",
      series: SheetChart.Series(
        name: "Net amount", sheet: TestsSheet.name,
        categoryColumn: TestsSheet.columns.position(TestsSheet.testColumn),
        valueColumn: TestsSheet.columns.position(TestsSheet.netColumn), rows: data,
        colors: [SheetLook.Color.accent]),
      valueFormat: content.look.money.chartFormat(upTo: content.totals.amounts.base),
      largest: largest.cellNumber, width: width,
      height: heights.tests,
      description: "The tests that brought in most, net of their share of the discounts")
  }
}
