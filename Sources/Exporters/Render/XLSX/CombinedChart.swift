internal import CXLSXWriter
internal import Foundation

/// A line over columns in one chart, which the format has and libxlsxwriter 1.1 does not offer. Its
/// chart carries the functions that write its kind's parts of the file, as plain members: here they
/// are replaced by ones that write the columns as ever, then the last series as the library's line
/// chart does, on two axes of its own.
enum CombinedChart {
  private typealias Writer = @convention(c) (UnsafeMutablePointer<lxw_chart>?) -> Void

  static func drawLastSeriesAsLine(_ chart: UnsafeMutablePointer<lxw_chart>) {
    unsafe chart.pointee.write_chart_type = { chart in
      if let chart = unsafe chart { unsafe CombinedChart.writeSeries(of: chart) }
    }
    unsafe chart.pointee.write_plot_area = { chart in
      if let chart = unsafe chart { unsafe CombinedChart.writePlotArea(of: chart) }
    }
  }

  /// What the library itself writes columns and lines with, and how it groups lines.
  @safe private struct Library {
    var plotArea: Writer?
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
      unsafe plotArea = unsafe columns.pointee.write_plot_area
      unsafe self.columns = unsafe columns.pointee.write_chart_type
      unsafe self.line = unsafe line.pointee.write_chart_type
      lineGrouping = unsafe line.pointee.grouping
      lineGroup = unsafe line.pointee.chart_group
    }
  }

  private static let library = Library()

  private static func writeSeries(of chart: UnsafeMutablePointer<lxw_chart>) {
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
    unsafe chart.pointee.axis_id_1 = axes.0
    unsafe chart.pointee.axis_id_2 = axes.1
    unsafe chart.pointee.grouping = grouping
    unsafe chart.pointee.chart_group = group
    unsafe list.pointee.stqh_first = first
    unsafe first.pointee.list_pointers.stqe_next = last
  }

  /// The library writes the two axes that it knows of after the series; the line's belong behind
  /// them, so all of it is written to memory first.
  private static func writePlotArea(of chart: UnsafeMutablePointer<lxw_chart>) {
    guard let write = unsafe library.plotArea, let file = unsafe chart.pointee.file else { return }
    var text: UnsafeMutablePointer<CChar>?
    var size = 0
    guard let memory = unsafe open_memstream(&text, &size) else { return }
    unsafe chart.pointee.file = unsafe memory
    unsafe write(chart)
    unsafe fclose(memory)
    unsafe chart.pointee.file = unsafe file
    defer { unsafe free(text) }
    guard let text = unsafe text else { return }
    let xml = unsafe String(cString: text)
    guard let end = xml.ranges(of: "</c:valAx>").last?.upperBound else { return }
    unsafe fputs(String(xml[..<end]) + axes(of: chart) + String(xml[end...]), file)
  }

  /// A value axis at the right, written as the one at the left, and the hidden category axis that
  /// belongs to it.
  private static func axes(of chart: UnsafeMutablePointer<lxw_chart>) -> String {
    let categories = unsafe chart.pointee.axis_id_1 + 2
    let values = unsafe chart.pointee.axis_id_2 + 2
    let format = unsafe chart.pointee.y_axis.pointee.num_format.map {
      unsafe String(cString: $0)
    }
    return """
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
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
