internal import LabSchema

/// *Outstanding*: what each customer has not paid of the invoices up to the end of the period, by
/// the age of the invoices on its last day. Streamed, so the totals stand above the rows.
enum OutstandingSheet {
  static let name = "Outstanding"
  static let totalsRow = 2
  static let headerRow = 3
  static let firstRow = 4
  static let firstAmountColumn = 4

  private static let texts: [(header: String, width: Double)] = [
    ("Customer", 32), ("Number", 10), ("Invoices", 10), ("Oldest", 12.5),
  ]
  private static var headers: [String] {
    texts.map(\.header) + OutstandingAmounts.ages + ["Outstanding"]
  }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader
  ) throws {
    let totals = try reader.outstandingTotals()
    try workbook.addSheet(name, rows: .stream) { sheet in
      for (index, text) in texts.enumerated() {
        try sheet.setWidth(text.width, columns: index...index)
      }
      try sheet.setWidth(
        max(15, content.look.money.width(of: totals.largest)),
        columns: firstAmountColumn...(headers.count - 1))
      sheet.freeze(row: firstRow, column: 1)
      try sheet.finish(content, headerRows: headerRow...headerRow)
      try sheet.writeHeading(
        content, name,
        note: "\(content.outstandingInvoices), aged on \(PackageContent.long(content.scope.last))")
      try writeTotals(totals, content.look, to: &sheet)
      for (index, header) in headers.enumerated() {
        let style = SheetLook.header(index == 0 || index == 3 ? .left : .right)
        try sheet.write(
          header, row: headerRow, column: index,
          sheet.format(index == 3 ? SheetLook.indented(style) : style))
      }
      var row = firstRow
      try reader.outstanding { customer in
        try write(customer, row: row, content.look, to: &sheet)
        row += 1
      }
      try sheet.filter(
        headerRow: headerRow, lastRow: max(headerRow, row - 1), columns: 0...(headers.count - 1))
    }
  }

  private static func writeTotals(
    _ totals: (customers: Int, invoices: Int, amounts: OutstandingAmounts, largest: Money),
    _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    let label = sheet.format(SheetLook.total(SheetLook.label))
    let count = sheet.format(SheetLook.total(SheetLook.count))
    try sheet.write("Total of the rows shown", row: totalsRow, column: 0, label)
    try sheet.blank(row: totalsRow, column: 1, label)
    let rows = firstRow...max(firstRow, firstRow + totals.customers - 1)
    try sheet.write(
      formula: "=SUBTOTAL(109,\(CellName.range(column: 2, rows: rows)))",
      result: Double(totals.invoices), row: totalsRow, column: 2, count)
    try sheet.blank(row: totalsRow, column: 3, label)
    for (index, amount) in (totals.amounts.byAge + [try totals.amounts.total()]).enumerated() {
      let column = firstAmountColumn + index
      try sheet.write(
        formula: "=SUBTOTAL(109,\(CellName.range(column: column, rows: rows)))",
        result: amount.cellNumber, row: totalsRow, column: column,
        sheet.format(SheetLook.total(look.amount(amount))))
    }
  }

  private static func write(
    _ customer: OutstandingRow, row: Int, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    try sheet.write(customer.customer, row: row, column: 0, sheet.format(SheetLook.text))
    try sheet.write(
      Double(customer.userID.rawValue), row: row, column: 1, sheet.format(SheetLook.plainNumber))
    try sheet.write(
      Double(customer.invoices), row: row, column: 2, sheet.format(SheetLook.count))
    try sheet.write(
      customer.oldest.cellNumber, row: row, column: 3,
      sheet.format(SheetLook.indented(SheetLook.date)))
    let amounts = customer.amounts.byAge + [try customer.amounts.total()]
    for (index, amount) in amounts.enumerated() {
      let style = index < amounts.count - 1 ? look.sparseAmount(amount) : look.amount(amount)
      try sheet.write(
        amount.cellNumber, row: row, column: firstAmountColumn + index, sheet.format(style))
    }
  }
}
