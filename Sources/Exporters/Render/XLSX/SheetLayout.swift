internal import CXLSXWriter

/// How a sheet is shown and printed.
extension Sheet {
  /// Keeps the rows above `row` and the columns left of `column` in sight.
  mutating func freeze(row: Int, column: Int) {
    unsafe worksheet_freeze_panes(worksheet, lxw_row_t(row), lxw_col_t(column))
  }

  /// Puts filter buttons on `headerRow`, for the rows down to `lastRow`.
  mutating func filter(
    headerRow: Int, lastRow: Int, columns: ClosedRange<Int>
  ) throws(SpreadsheetError) {
    let result = unsafe worksheet_autofilter(
      worksheet, lxw_row_t(headerRow), lxw_col_t(columns.lowerBound), lxw_row_t(lastRow),
      lxw_col_t(columns.upperBound))
    try Workbook.check(result, doing: "\(name): filter")
  }

  /// A4 landscape, as wide as one page and as many pages long as it takes, with `headerRows`
  /// repeated on each, page numbers, and `footer` at the left of the footer.
  mutating func setPrinting(
    headerRows: ClosedRange<Int>?, footer: String, onOnePage: Bool = false
  ) throws(SpreadsheetError) {
    unsafe worksheet_set_landscape(worksheet)
    unsafe worksheet_set_paper(worksheet, 9)
    unsafe worksheet_fit_to_pages(worksheet, 1, onOnePage ? 1 : 0)
    unsafe worksheet_set_margins(worksheet, 0.4, 0.4, 0.45, 0.6)
    if let headerRows {
      let result = unsafe worksheet_repeat_rows(
        worksheet, lxw_row_t(headerRows.lowerBound), lxw_row_t(headerRows.upperBound))
      try Workbook.check(result, doing: "\(name): repeated rows")
    }
    let left = CellText.clean(footer).split(separator: "&", omittingEmptySubsequences: false)
      .joined(separator: "&&")
    // The font's name comes last: a text that begins with a digit would be read into its size.
    let font = #"&8&"\#(CellStyle.fontName),Regular""#
    let result = unsafe worksheet_set_footer(
      worksheet,
      "&L\(font)\(left)&C\(font)&A&R\(font)Page &P of &N")
    try Workbook.check(result, doing: "\(name): footer")
  }

  mutating func hideGridlines() {
    unsafe worksheet_gridlines(worksheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
  }

  /// Makes this the sheet a reader sees first.
  mutating func activate() {
    unsafe worksheet_activate(worksheet)
  }
}
