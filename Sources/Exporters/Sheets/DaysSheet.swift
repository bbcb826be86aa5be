internal import Billing
internal import LabSchema

/// *Days*: a row a day, also for days on which nothing happened.
enum DaysSheet: TableSheet {
  static let name = "Days"
  static let groupRow = 3
  static let headerRows = groupRow...4
  static let frozenColumns = 1
  static let dateColumn = "date"
  static let recordsColumn = "records"
  static let runningColumn = "running_total"

  static func about(_ content: PackageContent) -> String {
    """
    A row a day, also for days with nothing. The running total ends with the last day that \
    was billed.
    """
  }

  static let remarks = [
    columns.remark(
      Balance.Figure.adjusted.column,
      text: "All notes on the records of the day, whenever they were posted."),
    columns.remark(
      "invoiced_amount", text: "Final amounts of the records that have a number."),
  ]

  static let columns = ReportColumns<Day>(
    [
      .sheet(dateColumn, "Date", .weekday, total: .label("Total")) { .date($0.figures.date) },
      .sheet("bookings", "Bookings", .count, total: .sum, is: .bookings) {
        .count($0.figures.bookings.total)
      },
    ]
      + BookingOutcome.allCases.map { outcome in
        .sheet(
          outcome.rawValue, outcome.title, .count, total: .sum,
          is: .outcome(outcome)
        ) { .count($0.figures.bookings[outcome]) }
      }
      + [
        .sheet(recordsColumn, "Records", .count, total: .sum, is: .records) {
          .count($0.figures.records)
        }
      ]
      + Amounts.Part.allCases.map { amount(.part($0)) }
      + [
        .sheet("invoiced_amount", "Invoiced", .sparseAmount, total: .sum) {
          .amount($0.figures.invoiced)
        },
        .sheet(
          Balance.Figure.adjusted.column, Balance.Figure.adjusted.title, .sparseAmount,
          total: .sum
        ) { .amount($0.figures.balance.adjusted) },
        amount(.paid), amount(.outstanding),
        .sheet(runningColumn, "Running total", .sparseAmount) {
          $0.running.map { .amount($0) } ?? .missing
        },
      ])

  private static func amount(_ figure: Balance.Figure) -> ReportColumn<Day> {
    .sheet(
      figure.column, figure.title, .sparseAmount, total: .sum, is: .balance(figure)
    ) { .amount($0.figures.balance[figure]) }
  }

  /// A day, and what all days up to it come to: nil for a day that had not come.
  struct Day {
    var figures: DayFigures
    var running: Money?
  }

  static func write(
    _ content: PackageContent, as table: SheetTable<Day>, to sheet: inout Sheet
  ) throws {
    var style = SheetLook.section
    style.alignment = .center
    let group = sheet.format(style)
    let records = columns.position(recordsColumn)
    try sheet.write("By service date", row: groupRow, columns: 1...(records - 1), group)
    try sheet.write(
      "By billing date", row: groupRow, columns: records...(columns.count - 1), group)
    let days = try days(content)
    let end = try table.write(days, to: &sheet)
    try sheet.writeNote(
      """
      Outstanding = final amount + notes − paid, to this export; final amounts without an invoice \
      are in it.
      """, row: end + 1)
    try table.setWidths(days, of: &sheet)
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
      running = try running + figures.balance.amounts.final
      return Day(figures: figures, running: figures.date <= last ? running : nil)
    }
  }

  /// The numbers in a day's row, column by column.
  static func numbers(_ figures: DayFigures, running: Money?) -> [SheetNumber?] {
    columns.map { $0.value(Day(figures: figures, running: running)).number }
  }
}
