internal import LabSchema

/// *Days*: a row a day, also for days on which nothing happened.
enum DaysSheet {
  static let name = "Days"
  static let groupRow = 3
  static let headerRow = 4
  static let dateColumn = 0
  static let finalColumn = 10
  static let runningColumn = 15

  /// Where the package's figures are, day by day with their total below.
  static let figureColumns: [(column: Int, figure: PackageTotals.Figure)] = [
    (1, .bookings), (2, .billed), (3, .excluded), (4, .waiting), (5, .quarantined), (6, .records),
    (7, .base), (8, .discount), (9, .distance), (finalColumn, .final), (13, .paid),
    (14, .outstanding),
  ]

  /// A day, and what all days up to it come to: nil for a day that had not come.
  private struct Day {
    var figures: DayFigures
    var running: Money?
  }

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      var style = SheetLook.section
      style.alignment = .center
      let group = sheet.format(style)
      try sheet.write("By service date", row: groupRow, columns: 1...5, group)
      try sheet.write("By billing date", row: groupRow, columns: 6...runningColumn, group)
      let table = SheetTable(columns: columns, look: content.look, headerRow: headerRow)
      let days = try days(content)
      let end = try table.write(days, to: &sheet)
      try sheet.writeNote(
        """
        Outstanding = final amount + notes − paid, to this export; final amounts without an invoice \
        are in it.
        """, row: end + 1)
      try table.setWidths(days, of: &sheet)
      sheet.freeze(row: table.firstRow, column: 1)
      try sheet.finish(content, headerRows: groupRow...headerRow)
    }
  }

  /// The rows of the days themselves, for a chart.
  static func rows(_ content: PackageContent) -> ClosedRange<Int> {
    (headerRow + 1)...(headerRow + content.days.count)
  }

  /// Days have come up to the last one that a run was to bill, or the last one with a record where
  /// that is later.
  private static func days(_ content: PackageContent) throws -> [Day] {
    let billed = content.days.last { $0.records > 0 }?.date
    let last = max(
      content.facts.billedThrough ?? content.scope.last,
      billed ?? content.scope.first.addingDays(-1))
    var running = Money.zero
    return try content.days.map { figures in
      running = try running + figures.amounts.final
      return Day(figures: figures, running: figures.date <= last ? running : nil)
    }
  }

  /// The numbers in a day's row, column by column.
  static func numbers(_ figures: DayFigures, running: Money?) -> [SheetNumber?] {
    columns.map { $0.cell(Day(figures: figures, running: running)).number }
  }

  private static let columns: [TableColumn<Day>] = [
    .other("Date", total: .label("Total")) { .day($0.figures.date) },
    .number("Bookings") { .count($0.figures.bookings.total) },
    .number("Billed") { .count($0.figures.bookings.billed) },
    .number("Excluded") { .count($0.figures.bookings.excluded) },
    .number("Waiting") { .count($0.figures.bookings.waiting) },
    .number("Quarantined") { .count($0.figures.bookings.quarantined) },
    .number("Records") { .count($0.figures.records) },
    .number("Base amount") { .sparse($0.figures.amounts.base) },
    .number("Discount") { .sparse($0.figures.amounts.discount) },
    .number("Distance charge") { .sparse($0.figures.amounts.distance) },
    .number("Final amount") { .sparse($0.figures.amounts.final) },
    .number("Invoiced") { .sparse($0.figures.invoiced) },
    .number("Notes") { .sparse($0.figures.adjusted) },
    .number("Paid") { .sparse($0.figures.amounts.paid) },
    .number("Outstanding") { .sparse($0.figures.amounts.outstanding) },
    .number("Running total", total: .none) { $0.running.map { .sparse($0) } ?? .missing },
  ]
}
