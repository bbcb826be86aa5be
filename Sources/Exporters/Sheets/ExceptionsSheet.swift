internal import LabSchema

/// *Exceptions*: every open finding, what blocks most first, and what to do about it; then those that
/// a person released or accepted, with the reason.
enum ExceptionsSheet {
  static let name = "Exceptions"
  static let headerRow = 3
  static let firstRow = 4

  private static let columns: [(header: String, width: Double)] = [
    ("Booking", 9.5), ("Finding", 20), ("Severity", 11), ("State", 10), ("Detail", 62),
    ("What to do", 70), ("Since", 11.5),
  ]
  static let findingColumn = 1
  static let severityColumn = 2
  static let stateColumn = 3
  private static let detailColumn = 4
  private static let remedyColumn = 5
  static let sinceColumn = 6

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader
  ) throws {
    try workbook.addSheet(name, rows: .stream) { sheet in
      for (index, column) in columns.enumerated() {
        try sheet.setWidth(column.width, columns: index...index)
      }
      sheet.freeze(row: firstRow, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
      try sheet.writeHeading(content, name, note: summary(content.figures))
      for (index, column) in columns.enumerated() {
        try sheet.write(
          column.header, row: headerRow, column: index, sheet.format(SheetLook.header()))
      }
      var row = firstRow
      try reader.exceptions { finding in
        // More than a sheet holds are in the CSV file.
        guard row < Sheet.maximumRows else { return }
        try write(finding, row: row, to: &sheet)
        row += 1
      }
      try sheet.filter(
        headerRow: headerRow, lastRow: max(headerRow, row - 1), columns: 0...(columns.count - 1))
      if row == firstRow {
        try sheet.writeNote("Nothing was found that needs a person.", row: firstRow)
      }
    }
  }

  private static func summary(_ figures: ScopeFigures) -> String {
    let open = """
      open: \(figures.quarantines) quarantined, \(figures.holds) on hold, \(figures.warnings) to \
      look at
      """
    return figures.decided == 0 ? open : "\(open) · \(figures.decided) released or accepted"
  }

  private static func lines(_ row: ExceptionRow) -> Int {
    let text = SheetLook.plainText
    return max(
      text.lines(row.detail, width: columns[detailColumn].width),
      text.lines(row.remedy, width: columns[remedyColumn].width))
  }

  private static func write(_ row: ExceptionRow, row index: Int, to sheet: inout Sheet) throws {
    try sheet.setHeight(SheetLook.height(lines: lines(row)), row: index)
    let ruled = SheetLook.ruled(SheetLook.wrapped)
    let number = sheet.format(SheetLook.ruled(SheetLook.atTop(SheetLook.number)))
    if let booking = row.bookingID {
      try sheet.write(Double(booking.rawValue), row: index, column: 0, number)
    } else {
      try sheet.blank(row: index, column: 0, number)
    }
    let color = row.state == .open ? row.severity.color : SheetLook.Color.muted
    let colored = sheet.format(SheetLook.colored(ruled, color))
    let text = sheet.format(ruled)
    try sheet.write(row.kind.rawValue, row: index, column: findingColumn, text)
    try sheet.write(row.severity.rawValue, row: index, column: severityColumn, colored)
    try sheet.write(row.state.rawValue, row: index, column: stateColumn, colored)
    try sheet.write(row.detail, row: index, column: detailColumn, text)
    try sheet.write(row.remedy, row: index, column: remedyColumn, text)
    try sheet.write(
      row.since.cellNumber, row: index, column: sinceColumn,
      sheet.format(SheetLook.ruled(SheetLook.atTop(SheetLook.date))))
  }
}
