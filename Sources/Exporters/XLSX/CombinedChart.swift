internal import CXLSXWriter
internal import Foundation

/// A line over columns in one chart, which the format has and libxlsxwriter 1.1 does not offer. Its
/// chart carries the function that writes its kind's part of the file, as a plain member: here that
/// one writes the columns as ever, then the last series as the library's line chart does, on two
/// axes of its own.
enum CombinedChart {
  private typealias Writer = @convention(c) (UnsafeMutablePointer<lxw_chart>?) -> Void

  static func drawLastSeriesAsLine(_ chart: UnsafeMutablePointer<lxw_chart>) {
    unsafe chart.pointee.write_chart_type = { chart in
      if let chart = unsafe chart { unsafe CombinedChart.write(chart) }
    }
  }

  /// What the library itself writes columns and lines with, and how it groups lines.
  @safe private struct Library {
    var columns: Writer?
    var line: Writer?
    var lineGrouping: UInt8 = 0
    var lineGroup: UInt8 = 0

    init() {
      // Nothing is written to a workbook that is never closed.
      guard let workbook = unsafe workbook_new("/dev/null") else { return }
      defer { unsafe lxw_workbook_free(workbook) }
      guard let columns = unsafe workbook_add_chart(workbook, UInt8(LXW_CHART_COLUMN.rawValue)),
        let line = unsafe workbook_add_chart(workbook, UInt8(LXW_CHART_LINE.rawValue))
      else { return }
      unsafe self.columns = unsafe columns.pointee.write_chart_type
      unsafe self.line = unsafe line.pointee.write_chart_type
      lineGrouping = unsafe line.pointee.grouping
      lineGroup = unsafe line.pointee.chart_group
    }
  }

  private static let library = Library()

  private static func write(_ chart: UnsafeMutablePointer<lxw_chart>) {
    guard let columns = unsafe library.columns, let line = unsafe library.line,
      let list = unsafe chart.pointee.series_list,
      let first = unsafe list.pointee.stqh_first,
      let last = unsafe first.pointee.list_pointers.stqe_next
    else { return }
    // The library writes whatever series are in the list: first one, then the other.
    unsafe first.pointee.list_pointers.stqe_next = nil
    unsafe columns(chart)
    unsafe list.pointee.stqh_first = last
    let axes = unsafe (chart.pointee.axis_id_1, chart.pointee.axis_id_2)
    let (grouping, group) = unsafe (chart.pointee.grouping, chart.pointee.chart_group)
    unsafe chart.pointee.axis_id_1 = axes.0 + 2
    unsafe chart.pointee.axis_id_2 = axes.1 + 2
    unsafe chart.pointee.grouping = library.lineGrouping
    unsafe chart.pointee.chart_group = library.lineGroup
    unsafe line(chart)
    unsafe writeAxes(of: chart, categories: axes.0 + 2, values: axes.1 + 2)
    unsafe chart.pointee.axis_id_1 = axes.0
    unsafe chart.pointee.axis_id_2 = axes.1
    unsafe chart.pointee.grouping = grouping
    unsafe chart.pointee.chart_group = group
    unsafe list.pointee.stqh_first = first
    unsafe first.pointee.list_pointers.stqe_next = last
  }

  /// A value axis at the right, written as the one at the left, and the hidden category axis that
  /// belongs to it.
  private static func writeAxes(
    of chart: UnsafeMutablePointer<lxw_chart>, categories: UInt32, values: UInt32
  ) {
    let format = unsafe chart.pointee.y_axis.pointee.num_format.map {
      unsafe String(cString: $0)
    }
    let xml = """
      <c:valAx><c:axId val="\(values)"/><c:scaling><c:orientation val="minMax"/></c:scaling>\
      <c:axPos val="r"/><c:numFmt formatCode="\(escaped(format ?? "General"))" sourceLinked="0"/>\
      <c:majorTickMark val="none"/><c:tickLblPos val="nextTo"/>\
      <c:spPr><a:ln><a:noFill/></a:ln></c:spPr>\
      <c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800" b="0">\
      <a:solidFill><a:srgbClr val="616E7C"/></a:solidFill>\
      <a:latin typeface="\(CellStyle.fontName)"/></a:defRPr></a:pPr>\
      <a:endParaRPr lang="en-US"/></a:p></c:txPr>\
      <c:crossAx val="\(categories)"/><c:crosses val="max"/><c:crossBetween val="between"/></c:valAx>\
      <c:catAx><c:axId val="\(categories)"/>\
      <c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>\
      <c:axPos val="b"/><c:tickLblPos val="nextTo"/><c:crossAx val="\(values)"/>\
      <c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/>\
      <c:lblOffset val="100"/></c:catAx>
      """
    unsafe fputs(xml, chart.pointee.file)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
