internal import LabSchema

/// *Register*: a row a record, then a row a note. Its rows go to the disk as they are read, so that
/// a month of any size is written in a few MB; the totals stand above them, where a filter leaves
/// them in sight. What does not fit one sheet goes on in *Register (2)*.
enum RegisterSheets {
  static let totalsRow = 2
  static let headerRow = 3
  static let firstRow = 4
  /// As many as a spreadsheet has below the header.
  static let rowsPerSheet = Sheet.maximumRows - firstRow

  static func name(_ page: Int) -> String { page == 0 ? "Register" : "Register (\(page + 1))" }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    var page = 0
    var sheet = try open(page, content, in: &workbook)
    let writer = RegisterWriter(sheet, content.look)
    var row = firstRow
    var done = 0
    // All rows are read in one go, and a full sheet is followed by the next one on the way.
    func turnPage() throws {
      guard row == firstRow + content.register[page].rows, page + 1 < content.register.count
      else { return }
      page += 1
      sheet = try open(page, content, in: &workbook)
      row = firstRow
    }
    try reader.register { record in
      try turnPage()
      try writer.write(record, row: row, to: &sheet)
      row += 1
      done += 1
      progress(done)
    }
    try reader.registerNotes { note in
      try turnPage()
      try writer.write(note, row: row, to: &sheet)
      row += 1
    }
  }

  /// What the sheets have to hold when they are read back.
  static func expectations(_ pages: [RegisterTotals]) -> [SheetExpectation] {
    pages.enumerated().map { page, totals in
      SheetExpectation(
        sheet: name(page), firstRow: firstRow, rows: totals.rows, totalsRow: totalsRow,
        columns: RegisterColumns.sums(totals).map {
          SheetExpectation.Column(column: $0.column, sum: $0.sum)
        })
    }
  }

  /// Makes a sheet that only lacks its rows.
  private static func open(
    _ page: Int, _ content: PackageContent, in workbook: inout Workbook
  ) throws -> Sheet {
    let totals = content.register[page]
    var sheet = try workbook.openSheet(name(page), rows: .stream)
    try setLayout(totals, content, of: &sheet)
    try sheet.writeHeading(
      content, name(page), note: "outstanding = final amount + all notes on the record − paid")
    try writeTotals(totals, content.look, to: &sheet)
    try sheet.setHeight(SheetLook.headerHeight, row: headerRow)
    for (index, column) in RegisterColumns.all.enumerated() {
      var style = SheetLook.header(RegisterColumns.isAmount(index) ? .right : .left)
      if index > 0, RegisterColumns.isAmount(index - 1), !RegisterColumns.isAmount(index) {
        style = SheetLook.indented(style)
      }
      try sheet.write(column.header, row: headerRow, column: index, sheet.format(style))
    }
    try sheet.filter(
      headerRow: headerRow, lastRow: max(headerRow, firstRow + totals.rows - 1),
      columns: 0...(RegisterColumns.all.count - 1))
    return sheet
  }

  /// A header of two words that just fits would touch the one before it.
  private static let narrowest = 12.0

  private static func setLayout(
    _ totals: RegisterTotals, _ content: PackageContent, of sheet: inout Sheet
  ) throws {
    for (index, column) in RegisterColumns.all.enumerated() where column.width > 0 {
      try sheet.setWidth(column.width, columns: index...index)
    }
    // No amount of a row is wider than the sum of its column, but where some are below zero: then a
    // filter can make the sum as large as all of them on one side.
    let mixed = [
      RegisterColumns.note: totals.noteMagnitude,
      RegisterColumns.outstanding: totals.outstandingMagnitude,
    ]
    for (column, sum) in RegisterColumns.sums(totals) {
      let widest = try mixed[column].map { try .zero - $0 } ?? sum
      let header = max(
        narrowest, SheetLook.width(ofHeader: RegisterColumns.all[column].header))
      try sheet.setWidth(
        max(header, content.look.money.width(of: widest)), columns: column...column)
    }
    sheet.freeze(row: firstRow, column: 1)
    try sheet.finish(content, headerRows: headerRow...headerRow)
  }

  private static func writeTotals(
    _ totals: RegisterTotals, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    let label = sheet.format(SheetLook.total(SheetLook.label))
    let rows = firstRow...max(firstRow, firstRow + totals.rows - 1)
    let sums = RegisterColumns.sums(totals)
    try sheet.write("Total of the rows shown", row: totalsRow, column: 0, label)
    for column in 1..<RegisterColumns.all.count {
      guard let sum = sums.first(where: { $0.column == column })?.sum else {
        try sheet.blank(row: totalsRow, column: column, label)
        continue
      }
      try sheet.write(
        formula: "=SUBTOTAL(109,\(CellName.range(column: column, rows: rows)))",
        result: sum.cellNumber, row: totalsRow, column: column,
        sheet.format(SheetLook.total(SheetLook.filteredAmount)))
    }
    for column in sums.map(\.column) {
      try sheet.follow(look.money.sizeFormats, row: totalsRow, columns: column...column)
    }
  }
}
