internal import LabSchema

/// *About*: what the package is about, where it comes from, the rules it follows and what each
/// column means.
enum AboutSheet {
  static let name = "About"
  private static let widths: [Double] = [30, 26, 100]

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      for (column, width) in widths.enumerated() {
        try sheet.setWidth(width, columns: column...column)
      }
      var row = 3
      for section in AboutWords.sections(content) {
        row = try write(section, row: row, to: &sheet) + 1
      }
      try sheet.finish(content, headerRows: nil)
    }
  }

  /// Writes a section; returns the row after it.
  private static func write(
    _ section: AboutWords.Section, row first: Int, to sheet: inout Sheet
  ) throws -> Int {
    let title = sheet.format(SheetLook.section)
    try sheet.write(section.title, row: first, column: 0, title)
    for column in 1..<widths.count { try sheet.blank(row: first, column: column, title) }
    for (index, line) in section.lines.enumerated() {
      let row = first + 1 + index
      let lines = (Double(line.text.count) / (widths[2] * 1.5)).rounded(.up)
      try sheet.setHeight(max(1, lines) * 12 + 3, row: row)
      try sheet.write(line.subject, row: row, column: 0, sheet.format(SheetLook.wrapped))
      try sheet.write(line.name, row: row, column: 1, sheet.format(SheetLook.wrapped))
      try sheet.write(line.text, row: row, column: 2, sheet.format(SheetLook.wrapped))
    }
    return first + 1 + section.lines.count
  }
}
