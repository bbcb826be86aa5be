internal import LabSchema

/// *Exceptions*: every open finding, what blocks most first, and what to do about it.
enum ExceptionsSheet {
  static let name = "Exceptions"
  static let headerRow = 3
  static let firstRow = 4

  private static let columns: [(header: String, width: Double)] = [
    ("Booking", 10), ("Finding", 21), ("Severity", 12), ("Detail", 58), ("What to do", 64),
    ("Since", 12.5),
  ]

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
    }
  }

  private static func summary(_ figures: ScopeFigures) -> String {
    "\(figures.quarantines) quarantined · \(figures.holds) on hold · \(figures.warnings) to look at"
  }

  /// Not every program makes a row as high as its wrapped text.
  private static func height(_ row: ExceptionRow) -> Double {
    let lines = [(row.detail, columns[3].width), (row.remedy, columns[4].width)].map {
      text, width in
      text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
        // Letters are narrower than the digits that widths are counted in.
        $0 + max(1, Int((Double($1.count) / (width * 1.5)).rounded(.up)))
      }
    }
    return min(400, Double(lines.max() ?? 1) * 12 + 3)
  }

  private static func write(_ row: ExceptionRow, row index: Int, to sheet: inout Sheet) throws {
    try sheet.setHeight(height(row), row: index)
    let wrapped = SheetLook.wrapped
    if let booking = row.bookingID {
      try sheet.write(
        Double(booking.rawValue), row: index, column: 0,
        sheet.format(SheetLook.atTop(SheetLook.number)))
    }
    try sheet.write(row.kind.rawValue, row: index, column: 1, sheet.format(wrapped))
    try sheet.write(
      row.release == nil ? row.severity.rawValue : "released", row: index, column: 2,
      sheet.format(
        SheetLook.colored(
          wrapped, row.release == nil ? row.severity.color : SheetLook.Color.muted)))
    try sheet.write(row.detail, row: index, column: 3, sheet.format(wrapped))
    try sheet.write(row.remedy, row: index, column: 4, sheet.format(wrapped))
    try sheet.write(
      row.since.cellNumber, row: index, column: 5, sheet.format(SheetLook.atTop(SheetLook.date)))
  }
}
