internal import LabSchema

/// *Days*: a row a day, also for days on which nothing happened.
enum DaysSheet {
  static let name = "Days"
  static let headerRow = 4
  static let firstRow = 5
  static let dateColumn = 0
  static let finalColumn = 10

  private struct Column: Sendable {
    var header: String
    var value: Value

    enum Value: Sendable {
      case count(@Sendable (DayFigures) -> Int)
      case amount(@Sendable (DayFigures) -> Money)
    }
  }

  private static let columns: [Column] = [
    Column(header: "Bookings", value: .count { $0.bookings.total }),
    Column(header: "Billed", value: .count { $0.bookings.billed }),
    Column(header: "Excluded", value: .count { $0.bookings.excluded }),
    Column(header: "Waiting", value: .count { $0.bookings.waiting }),
    Column(header: "Quarantined", value: .count { $0.bookings.quarantined }),
    Column(header: "Records", value: .count { $0.records }),
    Column(header: "Base amount", value: .amount { $0.amounts.base }),
    Column(header: "Discount", value: .amount { $0.amounts.discount }),
    Column(header: "Distance charge", value: .amount { $0.amounts.distance }),
    Column(header: "Final amount", value: .amount { $0.amounts.final }),
    Column(header: "Invoiced", value: .amount { $0.invoiced }),
    Column(header: "Paid", value: .amount { $0.amounts.paid }),
    Column(header: "Outstanding", value: .amount { $0.amounts.outstanding }),
  ]

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading("\(content.title) · Days", content.subtitle)
      try writeHeader(to: &sheet)
      for (index, day) in content.days.enumerated() {
        try write(day, row: firstRow + index, content.look, to: &sheet)
      }
      try writeTotals(content, to: &sheet)
      sheet.freeze(row: firstRow, column: 1)
      sheet.hideGridlines()
      try sheet.setPrinting(headerRows: 3...headerRow, footer: content.title)
    }
  }

  private static func writeHeader(to sheet: inout Sheet) throws {
    let group = sheet.format(SheetLook.colored(SheetLook.section, SheetLook.Color.accent))
    try sheet.write("By service date", row: 3, columns: 1...5, group)
    try sheet.write("By billing date", row: 3, columns: 6...columns.count, group)
    try sheet.write("Date", row: headerRow, column: dateColumn, sheet.format(SheetLook.header()))
    let header = sheet.format(SheetLook.header(.right))
    for (index, column) in columns.enumerated() {
      try sheet.write(column.header, row: headerRow, column: index + 1, header)
    }
  }

  private static func write(
    _ day: DayFigures, row: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    try sheet.write(
      day.date.cellNumber, row: row, column: dateColumn, sheet.format(SheetLook.weekday))
    for (index, column) in columns.enumerated() {
      switch column.value {
      case .count(let count):
        try sheet.write(
          Double(count(day)), row: row, column: index + 1, sheet.format(SheetLook.count))
      case .amount(let amount):
        let amount = amount(day)
        try sheet.write(
          amount.cellNumber, row: row, column: index + 1, sheet.format(look.sparseAmount(amount)))
      }
    }
  }

  /// The totals are formulas, for those who follow them, with their results, for those who look.
  private static func writeTotals(_ content: PackageContent, to sheet: inout Sheet) throws {
    let row = firstRow + content.days.count
    let rows = firstRow...(row - 1)
    try sheet.setWidth(13, columns: 0...0)
    try sheet.write(
      "Total", row: row, column: 0, sheet.format(SheetLook.total(SheetLook.label)))
    for (index, column) in columns.enumerated() {
      let formula = "=SUM(\(CellName.range(column: index + 1, rows: rows)))"
      let style: CellStyle
      let total: Double
      let width: Double
      switch column.value {
      case .count(let count):
        let sum = content.days.reduce(0) { $0 + count($1) }
        (style, total, width) = (SheetLook.count, Double(sum), 11)
      case .amount(let amount):
        let sum = try content.days.reduce(Money.zero) { try $0 + amount($1) }
        (style, total) = (content.look.amount(sum), sum.cellNumber)
        width = max(15, content.look.money.width(of: sum))
      }
      try sheet.write(
        formula: formula, result: total, row: row, column: index + 1,
        sheet.format(SheetLook.total(style)))
      try sheet.setWidth(width, columns: (index + 1)...(index + 1))
    }
  }
}
