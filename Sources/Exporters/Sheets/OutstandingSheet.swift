internal import Billing
internal import LabSchema

/// *Outstanding*: what each customer has not paid of the invoices up to the end of the period, by
/// the age of the invoices on its last day. Streamed, so the totals stand above the rows, and above
/// them what leads to them from *Summary*.
enum OutstandingSheet: PackageSheet {
  static let name = "Outstanding"
  static let holdsFigures = false
  /// What is outstanding on the period's own invoices, on those before, and on both.
  static let bridgeRow = 3
  static let totalsRow = 6
  static let headerRow = 7
  static let firstRow = 8

  static func about(_ content: PackageContent) -> String {
    """
    What customers have not paid of \(content.outstandingInvoices), by the age of the invoice on \
    \(PackageContent.long(content.scope.last)). Payments and notes up to this export are \
    deducted. An invoice is dated by the run that numbers it, often after the period. The first \
    line is Summary's outstanding on invoices.
    """
  }

  static let remarks = [
    ColumnRemark(
      "Dated after …",
      "Of this period's records, invoices that got their number after the period's end.")
  ]

  static let customerColumn = columns(lastDay: nil).position("user_id")
  static let invoicesColumn = columns(lastDay: nil).position("invoices")
  static let oldestColumn = columns(lastDay: nil).position("oldest")
  static let lastColumn = columns(lastDay: nil).count - 1
  /// The first of the amounts by age; the last of all amounts is their sum.
  static let firstAmountColumn = lastColumn - InvoiceAge.allCases.count

  /// - Parameter lastDay: of the scope; nil for the columns' places alone.
  static func columns(lastDay: CalendarDate?) -> ReportColumns<OutstandingRow> {
    ReportColumns(
      [
        .sheet("customer", "Customer", .text, width: .fixed(32)) { .text($0.customer) },
        .sheet("user_id", "Number", .rightIdentifier, width: .fixed(10)) {
          ReportValue($0.userID)
        },
        .sheet("invoices", "Invoices", .count, width: .fixed(10)) { .count($0.invoices) },
        .sheet("oldest", "Oldest", .date, width: .fixed(12.5)) { .date($0.oldest) },
      ]
        + InvoiceAge.allCases.enumerated().map { index, age in
          .sheet("\(age)", title(of: age, lastDay), .sparseAmount, total: .sum) {
            .amount($0.amounts.byAge[index])
          }
        }
        + [.sheet("total", name, .amount, total: .sum) { ReportValue(try? $0.amounts.total()) }])
  }

  private static func title(of age: InvoiceAge, _ lastDay: CalendarDate?) -> String {
    switch age {
    case .datedLater: "Dated after \(lastDay.map(PackageContent.short) ?? "")"
    case .upTo30: "0–30 days"
    case .upTo60: "31–60 days"
    case .upTo90: "61–90 days"
    case .older: "Over 90 days"
    }
  }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    let columns = columns(lastDay: content.scope.last)
    try workbook.addSheet(name, rows: .stream) { sheet in
      try columns.setFixedWidths(of: &sheet)
      sheet.freeze(row: firstRow, column: 1)
      try sheet.finish(content, headerRows: headerRow...headerRow)
      try sheet.writeHeading(content, name)
      try sheet.setHeight(22, row: 2)
      try sheet.write(words(content), row: 2, column: 0, sheet.format(SheetLook.subtitle))
      let table = StreamedTable(
        columns, wrapping: .whereNeeded, isAtTop: true, content.look, formatsOf: sheet)
      var row = firstRow
      try reader.outstanding { summary in
        try sheet.setWidth(
          max(13, content.look.money.width(of: summary.magnitude)),
          columns: firstAmountColumn...lastColumn)
        try writeBridge(summary.own, summary.earlier, content, to: &sheet)
        try writeTotals(summary.all, content.look, to: &sheet)
        try sheet.setHeight(SheetLook.headerHeight, row: headerRow)
        try columns.writeHeader(row: headerRow, to: &sheet)
      } _: { customer in
        try table.write(customer, row: row, to: &sheet)
        row += 1
      }
      try sheet.filter(
        headerRow: headerRow, lastRow: max(headerRow, row - 1), columns: 0...lastColumn)
      if row == firstRow { try sheet.writeNote("Nothing is outstanding.", row: firstRow) }
    }
  }

  private static func words(_ content: PackageContent) -> String {
    """
    Of \(content.outstandingInvoices), by their age on \(PackageContent.long(content.scope.last)). \
    Payments and notes up to this export are deducted, also those dated later.
    """
  }

  private static func header(of age: InvoiceAge, _ content: PackageContent) -> String {
    switch age {
    case .datedLater: "Dated after \(PackageContent.short(content.scope.last))"
    case .upTo30: "0–30 days"
    case .upTo60: "31–60 days"
    case .upTo90: "61–90 days"
    case .older: "Over 90 days"
    }
  }

  private static func writeBridge(
    _ own: OutstandingTotals, _ earlier: OutstandingTotals, _ content: PackageContent,
    to sheet: inout Sheet
  ) throws {
    let name = PackageContent.name(of: content.scope)
    try write(
      own, "On invoices of \(name)", row: bridgeRow, content.look, { $0 }, to: &sheet)
    try write(
      earlier, "On earlier invoices", row: bridgeRow + 1, content.look, { $0 }, to: &sheet)
    var both = own
    both.invoices += earlier.invoices
    for index in both.amounts.byAge.indices {
      both.amounts.byAge[index] = try own.amounts.byAge[index] + earlier.amounts.byAge[index]
    }
    let rows = bridgeRow...(bridgeRow + 1)
    try write(
      both, "On all of them", row: bridgeRow + 2, content.look, SheetLook.result,
      formula: { "=SUM(\(CellName.range(column: $0, rows: rows)))" }, to: &sheet)
  }

  private static func writeTotals(
    _ totals: OutstandingTotals, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    let rows = firstRow...max(firstRow, firstRow + totals.customers - 1)
    try write(
      totals, "Total of the rows shown", row: totalsRow, look, SheetLook.total,
      formula: { "=SUBTOTAL(109,\(CellName.range(column: $0, rows: rows)))" },
      amount: { _ in SheetLook.filteredAmount }, to: &sheet)
    try sheet.follow(
      look.money.sizeFormats, row: totalsRow, columns: firstAmountColumn...lastColumn)
  }

  /// Writes a line above the customers, whose numbers are constants where it has no formula.
  private static func write(
    _ totals: OutstandingTotals, _ label: String, row: Int, _ look: SheetLook,
    _ dress: (CellStyle) -> CellStyle, formula: ((Int) -> String)? = nil,
    amount style: ((Money) -> CellStyle)? = nil, to sheet: inout Sheet
  ) throws {
    let text = sheet.format(dress(SheetLook.label))
    func write(_ number: Double, column: Int, _ style: CellStyle) throws {
      let format = sheet.format(dress(style))
      if let formula {
        try sheet.write(
          formula: formula(column), result: number, row: row, column: column, format)
      } else {
        try sheet.write(number, row: row, column: column, format)
      }
    }
    try sheet.write(label, row: row, column: 0, text)
    for column in 1..<firstAmountColumn {
      if column == invoicesColumn {
        try write(Double(totals.invoices), column: column, SheetLook.count)
      } else {
        try sheet.blank(row: row, column: column, text)
      }
    }
    for (index, amount) in (totals.amounts.byAge + [try totals.amounts.total()]).enumerated() {
      try write(
        amount.cellNumber, column: firstAmountColumn + index, (style ?? look.sparseAmount)(amount))
    }
  }
}
