internal import CXLSXWriter

/// A native column chart of one series whose values are in a sheet kept in memory, so that the
/// file carries them for viewers that compute nothing.
struct ColumnChart {
  var title: String
  /// The sheet the data is in.
  var sheet: String
  var seriesName: String
  var categoryColumn: Int
  var valueColumn: Int
  var rows: ClosedRange<Int>
  /// Number formats of the two axes.
  var categoryFormat: String
  var valueFormat: String
  /// Fill of the columns, 0xRRGGBB.
  var color: UInt32
  /// Size in pixels; the library's own size is 480 by 288.
  var width: Double
  var height: Double
  /// What it shows, for those who cannot see it.
  var description: String
}

extension Sheet {
  /// Puts a chart with its upper left corner into a cell.
  mutating func insert(_ chart: ColumnChart, row: Int, column: Int) throws(SpreadsheetError) {
    guard
      let pointer = unsafe workbook_add_chart(workbook, UInt8(LXW_CHART_COLUMN.rawValue)),
      let series = unsafe chart_add_series(pointer, nil, nil)
    else {
      throw .refused(what: "\(name): chart", reason: "no memory")
    }
    let first = lxw_row_t(chart.rows.lowerBound)
    let last = lxw_row_t(chart.rows.upperBound)
    unsafe chart_series_set_categories(
      series, chart.sheet, first, lxw_col_t(chart.categoryColumn), last,
      lxw_col_t(chart.categoryColumn))
    unsafe chart_series_set_values(
      series, chart.sheet, first, lxw_col_t(chart.valueColumn), last,
      lxw_col_t(chart.valueColumn))
    unsafe chart_series_set_name(series, chart.seriesName)
    var fill = lxw_chart_fill(color: chart.color, none: 0, transparency: 0)
    unsafe chart_series_set_fill(series, &fill)
    unsafe chart_set_series_gap(pointer, 45)
    unsafe chart_legend_set_position(pointer, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
    unsafe setTitle(chart.title, of: pointer)
    unsafe setAxes(of: pointer, chart)
    try unsafe place(pointer, chart, row: row, column: column)
  }

  private func setTitle(_ title: String, of chart: UnsafeMutablePointer<lxw_chart>) {
    unsafe chart_title_set_name(chart, title)
    unsafe withFont(size: 11, bold: true, color: 0x1F_2933) { font in
      unsafe chart_title_set_name_font(chart, font)
    }
  }

  /// The library copies the font and its name before it returns.
  private func withFont(
    size: Double, bold: Bool, color: UInt32, _ body: (UnsafeMutablePointer<lxw_chart_font>) -> Void
  ) {
    var name = Array(CellStyle.fontName.utf8CString)
    unsafe name.withUnsafeMutableBufferPointer { name in
      var font = unsafe lxw_chart_font()
      unsafe font.name = name.baseAddress
      unsafe font.size = size
      unsafe font.bold = bold ? 1 : 0
      unsafe font.color = color
      unsafe body(&font)
    }
  }

  private func setAxes(of chart: UnsafeMutablePointer<lxw_chart>, _ look: ColumnChart) {
    var line = lxw_chart_line(
      color: 0xE4_E7EB, none: 0, width: 0.75, dash_type: 0, transparency: 0)
    var border = lxw_chart_line(color: 0, none: 1, width: 0, dash_type: 0, transparency: 0)
    let horizontal = unsafe chart.pointee.x_axis
    unsafe chart_axis_set_num_format(horizontal, look.categoryFormat)
    unsafe chart_axis_set_interval_unit(horizontal, 1)
    unsafe chart_axis_set_major_tick_mark(
      horizontal, UInt8(LXW_CHART_AXIS_TICK_MARK_NONE.rawValue))
    let vertical = unsafe chart.pointee.y_axis
    unsafe chart_axis_set_num_format(vertical, look.valueFormat)
    unsafe chart_axis_set_line(vertical, &border)
    unsafe chart_axis_major_gridlines_set_line(vertical, &line)
    unsafe chart_chartarea_set_line(chart, &line)
    unsafe withFont(size: 8, bold: false, color: 0x61_6E7C) { font in
      unsafe chart_axis_set_num_font(horizontal, font)
      unsafe chart_axis_set_num_font(vertical, font)
    }
  }

  private func place(
    _ chart: UnsafeMutablePointer<lxw_chart>, _ look: ColumnChart, row: Int, column: Int
  ) throws(SpreadsheetError) {
    var description = Array(CellText.clean(look.description).utf8CString)
    let result = unsafe description.withUnsafeMutableBufferPointer { text in
      var options = unsafe lxw_chart_options()
      unsafe options.x_scale = look.width / 480
      unsafe options.y_scale = look.height / 288
      unsafe options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
      unsafe options.description = text.baseAddress
      return unsafe worksheet_insert_chart_opt(
        worksheet, lxw_row_t(row), lxw_col_t(column), chart, &options)
    }
    try Workbook.check(result, doing: "\(name): chart")
  }
}
