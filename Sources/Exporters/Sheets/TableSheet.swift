internal import Billing
internal import LabSchema

/// A sheet that is one table under its heading, kept in memory until it is whole.
protocol TableSheet: PackageSheet {
  associatedtype Row

  static var columns: ReportColumns<Row> { get }
  /// The rows above the table's own that belong to its header, and that one.
  static var headerRows: ClosedRange<Int> { get }
  /// How many columns stay in sight when the others are scrolled.
  static var frozenColumns: Int { get }

  /// Writes the table's rows and what stands below them.
  static func write(
    _ content: PackageContent, as table: SheetTable<Row>, to sheet: inout Sheet
  ) throws
}

extension TableSheet {
  static var headerRows: ClosedRange<Int> { 3...3 }
  static var headerRow: Int { headerRows.upperBound }
  static var frozenColumns: Int { 0 }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let table = SheetTable(columns: columns, look: content.look, headerRow: headerRow)
      try write(content, as: table, to: &sheet)
      sheet.freeze(row: table.firstRow, column: frozenColumns)
      try sheet.finish(content, headerRows: headerRows)
    }
  }
}
