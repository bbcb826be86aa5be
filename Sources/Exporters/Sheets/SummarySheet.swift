internal import LabSchema

/// *Summary*: the figures, the proof that they tie out, and the days as a chart, on one page.
enum SummarySheet {
  static let name = "Summary"
  static let firstRow = 3

  private static let widths: [Double] = [34, 12, 3, 24, 17, 3, 30, 12]

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content.title, content.subtitle)
      for (column, width) in widths.enumerated() {
        try sheet.setWidth(width, columns: column...column)
      }
      let amounts = [content.totals.base, content.totals.final, content.totals.outstanding]
      let amountWidth = amounts.map { content.look.money.width(of: $0) }.max() ?? 0
      try sheet.setWidth(max(widths[4], amountWidth), columns: 4...4)
      let ends = [
        try write(bookings(content), column: 0, content.look, to: &sheet),
        try write(self.amounts(content), column: 3, content.look, to: &sheet),
        try write(records(content), column: 6, content.look, to: &sheet),
      ]
      let tieOutRow = (ends.max() ?? firstRow) + 1
      let chartRow = try TieOutTable.write(
        content.tieOut, row: tieOutRow, content.look, to: &sheet)
      if content.days.count > 1 {
        try sheet.insert(chart(content), row: chartRow + 1, column: 0)
      }
      sheet.hideGridlines()
      sheet.activate()
      try sheet.setPrinting(headerRows: nil, footer: content.title, onOnePage: true)
    }
  }

  /// A block of figures with labels.
  private struct Block {
    var title: String
    var lines: [Line]

    struct Line {
      var label: String
      var value: Value
      /// Whether it is what those above it come to.
      var isResult = false
    }

    enum Value {
      case count(Int)
      case amount(Money)
    }
  }

  private static func bookings(_ content: PackageContent) -> Block {
    Block(
      title: "Bookings, by service date",
      lines: [
        .init(label: "Billed", value: .count(content.bookings.billed)),
        .init(label: "Excluded", value: .count(content.bookings.excluded)),
        .init(label: "Waiting", value: .count(content.bookings.waiting)),
        .init(label: "Quarantined", value: .count(content.bookings.quarantined)),
        .init(label: "Bookings", value: .count(content.bookings.total), isResult: true),
        .init(label: "Billed in a later period", value: .count(content.figures.postedLater)),
        .init(label: "Findings that quarantine", value: .count(content.figures.quarantines)),
        .init(label: "Findings that hold", value: .count(content.figures.holds)),
        .init(label: "Findings to look at", value: .count(content.figures.warnings)),
      ])
  }

  private static func amounts(_ content: PackageContent) -> Block {
    let totals = content.totals
    return Block(
      title: "Amounts, by billing date",
      lines: [
        .init(label: "Base amount", value: .amount(totals.base)),
        .init(label: "− Discount", value: .amount(totals.discount)),
        .init(label: "+ Distance charge", value: .amount(totals.distance)),
        .init(label: "Final amount", value: .amount(totals.final), isResult: true),
        .init(label: "of it invoiced", value: .amount(content.figures.invoicedAmount)),
        .init(label: "of it not yet invoiced", value: .amount(content.figures.uninvoicedAmount)),
        .init(label: "Credit and debit notes", value: .amount(content.figures.adjusted)),
        .init(label: "Paid", value: .amount(totals.paid)),
        .init(label: "Outstanding", value: .amount(totals.outstanding), isResult: true),
      ])
  }

  private static func records(_ content: PackageContent) -> Block {
    let figures = content.figures
    return Block(
      title: "Records, by billing date",
      lines: [
        .init(label: "Draft", value: .count(figures.drafts)),
        .init(label: "Finalized", value: .count(figures.finalized)),
        .init(label: "Invoiced", value: .count(figures.invoiced)),
        .init(label: "Paid", value: .count(figures.paid)),
        .init(label: "Records", value: .count(figures.records), isResult: true),
        .init(
          label: "of bookings of an earlier period", value: .count(figures.postedFromEarlier)),
      ])
  }

  /// Writes a block; returns the row after it.
  private static func write(
    _ block: Block, column: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws -> Int {
    let section = sheet.format(SheetLook.section)
    try sheet.write(block.title, row: firstRow, column: column, section)
    try sheet.blank(row: firstRow, column: column + 1, section)
    for (index, line) in block.lines.enumerated() {
      let row = firstRow + 1 + index
      let value: (number: Double, style: CellStyle) =
        switch line.value {
        case .count(let count): (Double(count), SheetLook.count)
        case .amount(let amount): (amount.cellNumber, look.amount(amount))
        }
      let label = line.isResult ? SheetLook.result(SheetLook.label) : SheetLook.label
      let style = line.isResult ? SheetLook.result(value.style) : value.style
      try sheet.write(line.label, row: row, column: column, sheet.format(label))
      try sheet.write(value.number, row: row, column: column + 1, sheet.format(style))
    }
    return firstRow + 1 + block.lines.count
  }

  private static func chart(_ content: PackageContent) -> ColumnChart {
    ColumnChart(
      title: "Final amount by billing date, \(content.look.money.currency)", sheet: DaysSheet.name,
      seriesName: "Final amount", categoryColumn: DaysSheet.dateColumn,
      valueColumn: DaysSheet.finalColumn,
      rows: DaysSheet.firstRow...(DaysSheet.firstRow + content.days.count - 1),
      categoryFormat: "d", valueFormat: content.look.money.axisFormat,
      color: SheetLook.Color.accent, width: 985, height: 320,
      description: "Final amount of each day of \(content.scope), as in the sheet Days")
  }
}
