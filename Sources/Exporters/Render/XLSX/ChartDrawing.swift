internal import Billing
internal import CXLSXWriter

extension Sheet {
  /// Puts a chart with its upper left corner into a cell.
  mutating func insert(_ chart: SheetChart, row: Int, column: Int) throws(SpreadsheetError) {
    let drawing = try unsafe ChartDrawing(chart, in: workbook, name: name)
    try drawing.insert(into: self, row: row, column: column)
  }
}

/// A chart being made in the library's terms.
@safe private struct ChartDrawing {
  private let look: SheetChart
  private let name: String
  private let chart: UnsafeMutablePointer<lxw_chart>

  private static let text: UInt32 = 0x1F_2933
  private static let muted: UInt32 = 0x61_6E7C
  private static let hairline: UInt32 = 0xE4_E7EB

  init(
    _ look: SheetChart, in workbook: UnsafeMutablePointer<lxw_workbook>, name: String
  ) throws(SpreadsheetError) {
    let type =
      switch look.kind {
      case .columns: LXW_CHART_COLUMN
      case .bars: LXW_CHART_BAR
      case .doughnut: LXW_CHART_DOUGHNUT
      }
    guard let chart = unsafe workbook_add_chart(workbook, UInt8(type.rawValue)) else {
      throw .refused(what: "\(name): chart", reason: "no memory")
    }
    self.look = look
    self.name = name
    unsafe self.chart = unsafe chart
    let series = try unsafe add(look.series)
    setTitle()
    var line = lxw_chart_line(
      color: Self.hairline, none: 0, width: 0.75, dash_type: 0, transparency: 0)
    unsafe chart_chartarea_set_line(chart, &line)
    switch look.kind {
    case .columns(let line): try finishColumns(line)
    case .bars: unsafe finishBars(series)
    case .doughnut: unsafe finishDoughnut(series)
    }
  }

  private func add(
    _ data: SheetChart.Series
  ) throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_chart_series> {
    guard let series = unsafe chart_add_series(chart, nil, nil) else {
      throw .refused(what: "\(name): chart", reason: "no memory")
    }
    let (first, last) = (lxw_row_t(data.rows.lowerBound), lxw_row_t(data.rows.upperBound))
    let (categories, values) = (lxw_col_t(data.categoryColumn), lxw_col_t(data.valueColumn))
    unsafe chart_series_set_categories(series, data.sheet, first, categories, last, categories)
    unsafe chart_series_set_values(series, data.sheet, first, values, last, values)
    unsafe chart_series_set_name(series, data.name)
    var fill = lxw_chart_fill(color: data.colors[0], none: 0, transparency: 0)
    unsafe chart_series_set_fill(series, &fill)
    if data.colors.count > 1 { unsafe color(series, data.colors, count: data.rows.count) }
    return unsafe series
  }

  /// Gives each value its own colour, the last one to those for which there is none.
  private func color(
    _ series: UnsafeMutablePointer<lxw_chart_series>, _ colors: [UInt32], count: Int
  ) {
    var fills = (0..<count).map { index in
      lxw_chart_fill(color: colors[min(index, colors.count - 1)], none: 0, transparency: 0)
    }
    unsafe fills.withUnsafeMutableBufferPointer { fills in
      var points = unsafe (0..<count).map { index in
        unsafe lxw_chart_point(line: nil, fill: fills.baseAddress! + index, pattern: nil)
      }
      unsafe points.withUnsafeMutableBufferPointer { points in
        var list: [UnsafeMutablePointer<lxw_chart_point>?] = unsafe []
        for index in 0..<count { unsafe list.append(points.baseAddress! + index) }
        unsafe list.append(nil)
        // The library copies what the list points to.
        _ = unsafe chart_series_set_points(series, &list)
      }
    }
  }

  private func setTitle() {
    unsafe chart_title_set_name(chart, look.title)
    unsafe withFont(size: 10, bold: true, color: Self.text) { font in
      unsafe chart_title_set_name_font(chart, font)
    }
  }

  private func finishColumns(_ line: SheetChart.Series?) throws(SpreadsheetError) {
    unsafe chart_set_series_gap(chart, 45)
    let (categories, values) = unsafe (chart.pointee.x_axis!, chart.pointee.y_axis!)
    unsafe style(categories: categories, values: values)
    unsafe chart_axis_set_interval_unit(categories, 1)
    guard let line else {
      unsafe chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
      return
    }
    let series = try unsafe add(line)
    var stroke = lxw_chart_line(
      color: line.colors[0], none: 0, width: 2, dash_type: 0, transparency: 0)
    unsafe chart_series_set_line(series, &stroke)
    unsafe chart_series_set_marker_type(series, UInt8(LXW_CHART_MARKER_NONE.rawValue))
    unsafe CombinedChart.drawLastSeriesAsLine(chart)
    setLegend(LXW_CHART_LEGEND_BOTTOM)
  }

  private func finishBars(_ series: UnsafeMutablePointer<lxw_chart_series>) {
    unsafe chart_set_series_gap(chart, 40)
    // The library's x axis is the horizontal one: of bars, that of the values.
    let (values, categories) = unsafe (chart.pointee.x_axis!, chart.pointee.y_axis!)
    unsafe style(categories: categories, values: values)
    unsafe chart_axis_set_reverse(categories)
    if let largest = look.largest, largest > 0 {
      unsafe chart_axis_set_max(values, largest * 1.15)
    }
    unsafe chart_axis_off(values)
    unsafe chart_axis_major_gridlines_set_visible(values, 0)
    unsafe chart_axis_major_gridlines_set_visible(categories, 0)
    unsafe chart_series_set_labels(series)
    unsafe chart_series_set_labels_num_format(series, look.valueFormat)
    unsafe setLabelFont(of: series)
    unsafe chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
  }

  private func finishDoughnut(_ series: UnsafeMutablePointer<lxw_chart_series>) {
    unsafe chart_set_hole_size(chart, 55)
    unsafe chart_series_set_labels(series)
    unsafe chart_series_set_labels_options(series, 0, 0, 0)
    unsafe chart_series_set_labels_percentage(series)
    unsafe setLabelFont(of: series, color: 0xFF_FFFF)
    setLegend(LXW_CHART_LEGEND_RIGHT)
  }

  private func setLegend(_ position: lxw_chart_legend_position) {
    unsafe chart_legend_set_position(chart, UInt8(position.rawValue))
    unsafe withFont(size: 8, color: Self.muted) { font in
      _ = unsafe chart_legend_set_font(chart, font)
    }
  }

  private func setLabelFont(
    of series: UnsafeMutablePointer<lxw_chart_series>, color: UInt32 = ChartDrawing.muted
  ) {
    unsafe withFont(size: 8, color: color) { font in
      unsafe chart_series_set_labels_font(series, font)
    }
  }

  private func style(
    categories: UnsafeMutablePointer<lxw_chart_axis>, values: UnsafeMutablePointer<lxw_chart_axis>
  ) {
    var line = lxw_chart_line(
      color: Self.hairline, none: 0, width: 0.75, dash_type: 0, transparency: 0)
    var none = lxw_chart_line(color: 0, none: 1, width: 0, dash_type: 0, transparency: 0)
    if let format = look.categoryFormat { unsafe chart_axis_set_num_format(categories, format) }
    unsafe chart_axis_set_line(categories, &line)
    unsafe chart_axis_set_major_tick_mark(
      categories, UInt8(LXW_CHART_AXIS_TICK_MARK_NONE.rawValue))
    unsafe chart_axis_set_num_format(values, look.valueFormat)
    unsafe chart_axis_set_line(values, &none)
    unsafe chart_axis_set_major_tick_mark(values, UInt8(LXW_CHART_AXIS_TICK_MARK_NONE.rawValue))
    unsafe chart_axis_major_gridlines_set_line(values, &line)
    unsafe withFont(size: 8, color: Self.muted) { font in
      unsafe chart_axis_set_num_font(categories, font)
      unsafe chart_axis_set_num_font(values, font)
    }
  }

  /// The library copies the font and its name before it returns.
  private func withFont(
    size: Double, bold: Bool = false, color: UInt32,
    _ body: (UnsafeMutablePointer<lxw_chart_font>) -> Void
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

  func insert(into sheet: borrowing Sheet, row: Int, column: Int) throws(SpreadsheetError) {
    var description = Array(CellText.clean(look.description).utf8CString)
    let result = unsafe description.withUnsafeMutableBufferPointer { text in
      var options = unsafe lxw_chart_options()
      unsafe options.x_scale = look.width / 480
      unsafe options.y_scale = look.height / 288
      unsafe options.x_offset = look.inset
      unsafe options.y_offset = look.drop
      unsafe options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
      unsafe options.description = text.baseAddress
      return unsafe worksheet_insert_chart_opt(
        sheet.worksheet, lxw_row_t(row), lxw_col_t(column), chart, &options)
    }
    try Workbook.check(result, doing: "\(name): chart")
  }
}
