internal import LabSchema

/// *About*: what the package is about, where it comes from, the rules it follows and what each
/// column means.
enum AboutSheet {
  static let name = "About"
  private static let headerRow = 3
  private static let columns: [(header: String, width: Double)] = [
    ("Subject", 26), ("Values", 25), ("Meaning", 104),
  ]

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      for (index, column) in columns.enumerated() {
        try sheet.setWidth(column.width, columns: index...index)
        try sheet.write(
          column.header, row: headerRow, column: index, sheet.format(SheetLook.header()))
      }
      var row = headerRow + 1
      for section in AboutWords.sections(content) { row = try write(section, row: row, to: &sheet) }
      sheet.freeze(row: headerRow + 1, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
    }
  }

  /// Writes a section; returns the row after it.
  private static func write(
    _ section: AboutWords.Section, row first: Int, to sheet: inout Sheet
  ) throws -> Int {
    let title = sheet.format(SheetLook.section)
    try sheet.setHeight(SheetLook.sectionHeight, row: first)
    try sheet.write(section.title, row: first, column: 0, title)
    for column in 1..<columns.count { try sheet.blank(row: first, column: column, title) }
    let format = sheet.format(SheetLook.wrapped)
    for (index, line) in section.lines.enumerated() {
      let row = first + 1 + index
      let texts = [line.subject, line.name, line.text]
      let lines = zip(texts, columns).map { text, column in
        SheetLook.plainText.lines(text, width: column.width)
      }
      try sheet.setHeight(SheetLook.height(lines: lines.max() ?? 1), row: row)
      for (column, text) in texts.enumerated() {
        try sheet.write(text, row: row, column: column, format)
      }
    }
    return first + 1 + section.lines.count
  }
}
