internal import Billing
internal import CXLSXWriter

/// One sheet of a workbook, usable until the workbook is closed. Rows and columns are
/// counted from zero.
@safe struct Sheet: ~Copyable {
  let worksheet: UnsafeMutablePointer<lxw_worksheet>
  let workbook: UnsafeMutablePointer<lxw_workbook>
  let name: String
  private let formats: FormatTable

  @unsafe init(
    _ worksheet: UnsafeMutablePointer<lxw_worksheet>,
    of workbook: UnsafeMutablePointer<lxw_workbook>, name: String, formats: FormatTable
  ) {
    unsafe self.worksheet = unsafe worksheet
    unsafe self.workbook = unsafe workbook
    self.name = name
    self.formats = formats
  }

  /// The format for a style, made where the workbook does not have it yet.
  func format(_ style: CellStyle) -> CellFormat {
    unsafe formats.format(style, in: workbook)
  }

  /// A format that only says how numbers are written, for a condition.
  func conditionFormat(_ numberFormat: String) -> UnsafeMutablePointer<lxw_format>? {
    unsafe formats.condition(numberFormat, in: workbook)
  }

  /// Writes text as text, whatever it begins with.
  mutating func write(
    _ text: String, row: Int, column: Int, _ format: CellFormat
  ) throws(SpreadsheetError) {
    let (row, column) = try position(row, column)
    let result = unsafe worksheet_write_string(
      worksheet, row, column, CellText.clean(text), formats.pointer(format))
    try check(result, row, column)
  }

  /// Writes a number. One that is not finite is a mistake of the caller: the library would write
  /// a file that does not open.
  mutating func write(
    _ number: Double, row: Int, column: Int, _ format: CellFormat
  ) throws(SpreadsheetError) {
    let (row, column) = try position(row, column)
    guard number.isFinite else {
      throw .refused(what: "\(name) \(cell(row, column))", reason: "the number is not finite")
    }
    let result = unsafe worksheet_write_number(
      worksheet, row, column, number, formats.pointer(format))
    try check(result, row, column)
  }

  /// Writes a formula with the result that a viewer shows without computing it.
  mutating func write(
    formula: String, result: Double, row: Int, column: Int, _ format: CellFormat
  ) throws(SpreadsheetError) {
    let (row, column) = try position(row, column)
    guard result.isFinite else {
      throw .refused(what: "\(name) \(cell(row, column))", reason: "the result is not finite")
    }
    let written = unsafe worksheet_write_formula_num(
      worksheet, row, column, formula, formats.pointer(format), result)
    try check(written, row, column)
  }

  /// Gives an empty cell a look.
  mutating func blank(row: Int, column: Int, _ format: CellFormat) throws(SpreadsheetError) {
    let (row, column) = try position(row, column)
    let result = unsafe worksheet_write_blank(worksheet, row, column, formats.pointer(format))
    try check(result, row, column)
  }

  /// Writes text over several columns of a row; for sheets kept in memory only.
  mutating func write(
    _ text: String, row: Int, columns: ClosedRange<Int>, _ format: CellFormat
  ) throws(SpreadsheetError) {
    let (row, first) = try position(row, columns.lowerBound)
    let (_, last) = try position(Int(row), columns.upperBound)
    let result = unsafe worksheet_merge_range(
      worksheet, row, first, row, last, CellText.clean(text), formats.pointer(format))
    try check(result, row, first)
  }

  /// Sets the width of columns, in characters of the standard font.
  mutating func setWidth(_ width: Double, columns: ClosedRange<Int>) throws(SpreadsheetError) {
    let (_, first) = try position(0, columns.lowerBound)
    let (_, last) = try position(0, columns.upperBound)
    let result = unsafe worksheet_set_column(worksheet, first, last, width, nil)
    try check(result, 0, first)
  }

  /// Sets the height of a row, in points; in a streamed sheet before the row's cells.
  mutating func setHeight(_ height: Double, row: Int) throws(SpreadsheetError) {
    let (row, _) = try position(row, 0)
    try check(unsafe worksheet_set_row(worksheet, row, height, nil), row, 0)
  }

  private func position(
    _ row: Int, _ column: Int
  ) throws(SpreadsheetError) -> (lxw_row_t, lxw_col_t) {
    guard (0..<Sheet.maximumRows).contains(row), (0..<16_384).contains(column) else {
      throw .refused(what: name, reason: "no cell at row \(row), column \(column)")
    }
    return (lxw_row_t(row), lxw_col_t(column))
  }

  private func check(
    _ result: lxw_error, _ row: lxw_row_t, _ column: lxw_col_t
  ) throws(SpreadsheetError) {
    guard result != LXW_NO_ERROR else { return }
    try Workbook.check(result, doing: "\(name) \(cell(row, column))")
  }

  private func cell(_ row: lxw_row_t, _ column: lxw_col_t) -> String {
    CellName.name(row: Int(row), column: Int(column))
  }

  /// The most rows a spreadsheet has.
  static let maximumRows = 1_048_576
}
