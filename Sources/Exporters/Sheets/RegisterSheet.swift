internal import LabSchema

/// *Register*: a row a record. Its rows go to the disk as they are read, so that a month of any
/// size is written in a few MB; the totals stand above them, where a filter leaves them in sight.
enum RegisterSheet {
  static let name = "Register"
  static let totalsRow = 2
  static let headerRow = 3
  static let firstRow = 4

  private static let columns: [(header: String, width: Double, isAmount: Bool)] = [
    ("Booking", 9, false), ("Service date", 12, false), ("Billing date", 12, false),
    ("Customer", 24, false), ("Pet", 13, false), ("Base amount", 0, true), ("Discount", 0, true),
    ("Distance charge", 0, true), ("Final amount", 0, true), ("Status", 10, false),
    ("Invoice", 17, false), ("Invoice date", 12, false), ("Paid", 0, true),
    ("Outstanding", 0, true), ("Findings", 30, false),
  ]

  /// The columns of the amounts, in the order of ``RecordAmounts``.
  private static let amountColumns = [5, 6, 7, 8, 12, 13]

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    try workbook.addSheet(name, rows: .stream) { sheet in
      try setLayout(content, of: &sheet)
      try sheet.writeHeading(
        "\(content.title) · Register",
        "\(content.subtitle) · one row a record, by billing date and booking")
      try writeTotals(content, to: &sheet)
      for (index, column) in columns.enumerated() {
        var style = SheetLook.header(column.isAmount ? .right : .left)
        let followsAmount = index > 0 && columns[index - 1].isAmount
        if followsAmount, !column.isAmount { style = SheetLook.indented(style) }
        try sheet.write(column.header, row: headerRow, column: index, sheet.format(style))
      }
      var writer = RegisterWriter(sheet, content.look)
      var row = firstRow
      try reader.register { record in
        try writer.write(record, row: row, to: &sheet)
        row += 1
        progress(row - firstRow)
      }
      try sheet.filter(
        headerRow: headerRow, lastRow: max(headerRow, row - 1), columns: 0...(columns.count - 1))
    }
  }

  /// What the sheet has to hold when it is read back.
  static func expectation(_ content: PackageContent) -> SheetExpectation {
    SheetExpectation(
      sheet: name, firstRow: firstRow, rows: content.records, totalsRow: totalsRow,
      columns: zip(amountColumns, content.totals.inOrder).map {
        SheetExpectation.Column(column: $0, sum: $1)
      })
  }

  private static func setLayout(_ content: PackageContent, of sheet: inout Sheet) throws {
    for (index, column) in columns.enumerated() where !column.isAmount {
      try sheet.setWidth(column.width, columns: index...index)
    }
    for (column, total) in zip(amountColumns, content.totals.inOrder) {
      let header = columns[column].header.count
      try sheet.setWidth(
        max(content.look.money.width(of: total), Double(header) + 1.5), columns: column...column)
    }
    sheet.freeze(row: firstRow, column: 1)
    sheet.hideGridlines()
    try sheet.setPrinting(headerRows: headerRow...headerRow, footer: content.title)
  }

  private static func writeTotals(_ content: PackageContent, to sheet: inout Sheet) throws {
    let label = sheet.format(SheetLook.total(SheetLook.label))
    try sheet.write("Total of the rows shown", row: totalsRow, column: 0, label)
    for column in 1..<columns.count where !columns[column].isAmount {
      try sheet.blank(row: totalsRow, column: column, label)
    }
    let rows = firstRow...max(firstRow, firstRow + content.records - 1)
    for (column, total) in zip(amountColumns, content.totals.inOrder) {
      try sheet.write(
        formula: "=SUBTOTAL(109,\(CellName.range(column: column, rows: rows)))",
        result: total.cellNumber, row: totalsRow, column: column,
        sheet.format(SheetLook.total(content.look.amount(total))))
    }
  }
}

extension RecordAmounts {
  /// Base, discount, distance, final, paid, outstanding.
  var inOrder: [Money] { [base, discount, distance, final, paid, outstanding] }
}
