internal import LabSchema

/// *Outstanding*: what each customer has not paid of the invoices up to the end of the period, by
/// the age of the invoices on its last day. Streamed, so the totals stand above the rows, and above
/// them what leads to them from *Summary*.
enum OutstandingSheet {
  static let name = "Outstanding"
  /// What is outstanding on the period's own invoices, on those before, and on both.
  static let bridgeRow = 3
  static let totalsRow = 6
  static let headerRow = 7
  static let firstRow = 8
  static let customerColumn = 1
  static let invoicesColumn = 2
  static let oldestColumn = 3
  static let firstAmountColumn = 4

  private static let texts: [(header: String, width: Double)] = [
    ("Customer", 32), ("Number", 10), ("Invoices", 10), ("Oldest", 12.5),
  ]
  static let lastColumn = firstAmountColumn + InvoiceAge.allCases.count

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader
  ) throws {
    let totals = try reader.outstandingTotals()
    try workbook.addSheet(name, rows: .stream) { sheet in
      for (index, text) in texts.enumerated() {
        try sheet.setWidth(text.width, columns: index...index)
      }
      try sheet.setWidth(
        max(13, content.look.money.width(of: totals.largest)),
        columns: firstAmountColumn...lastColumn)
      sheet.freeze(row: firstRow, column: 1)
      try sheet.finish(content, headerRows: headerRow...headerRow)
      try sheet.writeHeading(content, name)
      try sheet.setHeight(22, row: 2)
      try sheet.write(words(content), row: 2, column: 0, sheet.format(SheetLook.subtitle))
      try writeBridge(totals.own, totals.earlier, content, to: &sheet)
      try writeTotals(totals.all, content.look, to: &sheet)
      try writeHeader(content, to: &sheet)
      var row = firstRow
      try reader.outstanding { customer in
        try write(customer, row: row, content.look, to: &sheet)
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

  private static func writeHeader(_ content: PackageContent, to sheet: inout Sheet) throws {
    let headers =
      texts.map(\.header) + InvoiceAge.allCases.map { header(of: $0, content) } + [name]
    try sheet.setHeight(SheetLook.headerHeight, row: headerRow)
    for (index, header) in headers.enumerated() {
      let style = SheetLook.header(index == 0 || index == 3 ? .left : .right)
      try sheet.write(
        header, row: headerRow, column: index,
        sheet.format(index == 3 ? SheetLook.indented(style) : style))
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
    let last = firstAmountColumn + totals.amounts.byAge.count
    try sheet.follow(look.money.sizeFormats, row: totalsRow, columns: firstAmountColumn...last)
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
    try sheet.blank(row: row, column: 1, text)
    try write(Double(totals.invoices), column: 2, SheetLook.count)
    try sheet.blank(row: row, column: 3, text)
    for (index, amount) in (totals.amounts.byAge + [try totals.amounts.total()]).enumerated() {
      try write(
        amount.cellNumber, column: firstAmountColumn + index, (style ?? look.sparseAmount)(amount))
    }
  }

  private static func write(
    _ customer: OutstandingRow, row: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    let lines = SheetLook.plainText.lines(customer.customer, width: texts[0].width)
    if lines > 1 { try sheet.setHeight(SheetLook.height(lines: lines), row: row) }
    func format(_ style: CellStyle) -> CellFormat { sheet.format(SheetLook.ruled(style)) }
    try sheet.write(
      customer.customer, row: row, column: 0,
      format(lines > 1 ? SheetLook.wrapped : SheetLook.atTop(SheetLook.text)))
    try sheet.write(
      Double(customer.userID.rawValue), row: row, column: 1,
      format(SheetLook.atTop(SheetLook.plainNumber)))
    try sheet.write(
      Double(customer.invoices), row: row, column: 2, format(SheetLook.atTop(SheetLook.count)))
    try sheet.write(
      customer.oldest.cellNumber, row: row, column: 3,
      format(SheetLook.atTop(SheetLook.indented(SheetLook.date))))
    let amounts = customer.amounts.byAge + [try customer.amounts.total()]
    for (index, amount) in amounts.enumerated() {
      let style = index < amounts.count - 1 ? look.sparseAmount(amount) : look.amount(amount)
      try sheet.write(
        amount.cellNumber, row: row, column: firstAmountColumn + index,
        format(SheetLook.atTop(style)))
    }
  }
}
