internal import Billing
internal import CXLSXWriter

/// The formats of one workbook, each made once for its style. The workbook owns their memory.
@safe final class FormatTable {
  private var indices: [CellStyle: Int] = [:]
  private var conditions: [String: Int] = [:]
  private var pointers: [UnsafeMutablePointer<lxw_format>?] = unsafe []

  /// The format for a style, made where the workbook does not have it yet.
  func format(
    _ style: CellStyle, in workbook: UnsafeMutablePointer<lxw_workbook>
  ) -> CellFormat {
    if let index = indices[style] { return CellFormat(index: index) }
    let format = unsafe workbook_add_format(workbook)
    if let format = unsafe format { unsafe Self.apply(style, to: format) }
    let index = unsafe pointers.count
    unsafe pointers.append(format)
    indices[style] = index
    return CellFormat(index: index)
  }

  /// The format of a condition, which leaves all but the number's form as the cell has it.
  func condition(
    _ numberFormat: String, in workbook: UnsafeMutablePointer<lxw_workbook>
  ) -> UnsafeMutablePointer<lxw_format>? {
    if let known = conditions[numberFormat] { return unsafe pointers[known] }
    let format = unsafe workbook_add_format(workbook)
    if let format = unsafe format { unsafe format_set_num_format(format, numberFormat) }
    conditions[numberFormat] = unsafe pointers.count
    unsafe pointers.append(format)
    return unsafe format
  }

  /// Makes the standard font, which a program measures columns by, the one of the cells: not all
  /// systems have the library's own, and what takes its place is often wider.
  func setStandardFont(of workbook: UnsafeMutablePointer<lxw_workbook>) {
    // The library's first format is the one of cells without any.
    guard let standard = unsafe workbook.pointee.formats.pointee.stqh_first else { return }
    unsafe format_set_font_name(standard, CellStyle.fontName)
    unsafe format_set_font_size(standard, CellStyle.standardSize)
  }

  func pointer(_ format: CellFormat) -> UnsafeMutablePointer<lxw_format>? {
    unsafe pointers[format.index]
  }

  private static func apply(_ style: CellStyle, to format: UnsafeMutablePointer<lxw_format>) {
    unsafe format_set_font_name(format, CellStyle.fontName)
    unsafe format_set_font_size(format, style.size)
    unsafe format_set_font_color(format, style.color)
    if style.bold { unsafe format_set_bold(format) }
    if style.italic { unsafe format_set_italic(format) }
    if let numberFormat = style.numberFormat {
      unsafe format_set_num_format(format, numberFormat)
    }
    if let fill = style.fill {
      unsafe format_set_pattern(format, UInt8(LXW_PATTERN_SOLID.rawValue))
      unsafe format_set_bg_color(format, fill)
    }
    if style.edges.contains(.top) {
      unsafe format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue))
      unsafe format_set_top_color(format, style.edgeColor)
    }
    if style.edges.contains(.bottom) {
      unsafe format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      unsafe format_set_bottom_color(format, style.edgeColor)
    }
    switch style.alignment {
    case .general: break
    case .left: unsafe format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
    case .center: unsafe format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .right: unsafe format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
    }
    let place =
      switch style.place {
      case .top: LXW_ALIGN_VERTICAL_TOP
      case .middle: LXW_ALIGN_VERTICAL_CENTER
      case .bottom: LXW_ALIGN_VERTICAL_BOTTOM
      }
    unsafe format_set_align(format, UInt8(place.rawValue))
    if style.wraps { unsafe format_set_text_wrap(format) }
    if style.indent > 0 { unsafe format_set_indent(format, style.indent) }
  }
}
