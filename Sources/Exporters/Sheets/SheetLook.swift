internal import Billing
internal import LabSchema

/// The one look of all sheets: dark text, grey hairlines, one accent.
struct SheetLook: Sendable {
  var money: MoneyLook

  enum Color {
    static let muted: UInt32 = 0x61_6E7C
    static let accent: UInt32 = 0x2F_6690
    static let headerFill: UInt32 = 0xE8_EEF3
    static let totalFill: UInt32 = 0xF5_F7FA
    static let strongLine: UInt32 = 0x9A_A5B1
    static let faintLine: UInt32 = 0xE4_E7EB
    static let good: UInt32 = 0x2E_7D4F
    static let bad: UInt32 = 0xB3_261E
    static let caution: UInt32 = 0x9A_6700
    /// The line over the columns of a chart.
    static let contrast: UInt32 = 0xC7_7B30
    /// Parts of a whole, the largest first.
    static let parts: [UInt32] = [0x2F_6690, 0x7F_A8C9, 0xC7_7B30, 0x9A_A5B1]
  }

  static let title = CellStyle(size: 16, bold: true)
  static let subtitle = CellStyle(color: Color.muted)
  static let section = CellStyle(
    size: 10, bold: true, color: Color.accent, edges: .bottom, edgeColor: Color.strongLine,
    place: .bottom)
  static let label = CellStyle()
  static let text = CellStyle(alignment: .left)
  static let wrapped = wrapping(text)

  static func header(_ alignment: CellStyle.Alignment = .left) -> CellStyle {
    CellStyle(
      bold: true, fill: Color.headerFill, edges: .bottom, edgeColor: Color.strongLine,
      alignment: alignment, wraps: true)
  }

  /// The room that text takes in a cell, and in a header, a title of a section or a total.
  static let plainText = TextWidth()
  static let boldText = TextWidth(bold: true)

  /// Headers go over two lines between words, so the longest word counts.
  static func width(ofHeader header: String) -> Double {
    let words = header.split(separator: " ").map { boldText.columns(for: String($0)) }
    return (words.max() ?? 0) + 2.2
  }

  /// Points that a header of two lines takes.
  static let headerHeight = 26.0
  /// Points that the title of a section takes, with some air above it.
  static let sectionHeight = 21.0

  /// Points that a row takes whose longest cell is of so many lines. Spreadsheets have no higher rows
  /// than the last.
  static func height(lines: Int) -> Double {
    min(400, CellStyle.rowHeight + Double(max(1, lines) - 1) * TextWidth.lineHeight)
  }

  static let count = CellStyle(numberFormat: #"#,##0;-#,##0;"–""#, alignment: .right)
  static let distance = CellStyle(numberFormat: "#,##0.000", alignment: .right)
  static let number = CellStyle(numberFormat: "0", alignment: .left)
  static let plainNumber = CellStyle(numberFormat: "0", alignment: .right)
  static let date = CellStyle(numberFormat: "dd mmm yyyy", alignment: .left)
  static let weekday = CellStyle(numberFormat: "ddd dd mmm", alignment: .left)

  func amount(_ amount: Money) -> CellStyle {
    CellStyle(numberFormat: money.numberFormat(for: amount), alignment: .right)
  }

  /// A total that a filter changes; its row follows ``MoneyLook/sizeFormats``.
  static let filteredAmount = CellStyle(
    numberFormat: MoneyLook.plainFormat, alignment: .right)

  /// An amount that is a dash where it is nothing.
  func sparseAmount(_ amount: Money) -> CellStyle {
    amount == .zero
      ? CellStyle(numberFormat: MoneyLook.dashFormat, alignment: .right) : self.amount(amount)
  }

  /// The same cell for a text that goes over several lines.
  static func wrapping(_ style: CellStyle) -> CellStyle {
    var style = atTop(style)
    style.wraps = true
    return style
  }

  /// The same cell at the top of a row that is higher than it.
  static func atTop(_ style: CellStyle) -> CellStyle {
    var style = style
    style.place = .top
    return style
  }

  /// The same cell over a faint line, which leads the eye along a wide row.
  static func ruled(_ style: CellStyle) -> CellStyle {
    var style = style
    style.edges = .bottom
    style.edgeColor = Color.faintLine
    return style
  }

  /// The same cell a little away from a number on its left.
  static func indented(_ style: CellStyle) -> CellStyle {
    var style = style
    style.alignment = .left
    style.indent = 1
    return style
  }

  /// The same cell in a row of totals.
  static func total(_ style: CellStyle) -> CellStyle {
    var style = style
    style.bold = true
    style.fill = Color.totalFill
    style.edges = [.top, .bottom]
    style.edgeColor = Color.strongLine
    return style
  }

  /// The same cell in bold under a line: the result of those above it.
  static func result(_ style: CellStyle) -> CellStyle {
    var style = style
    style.bold = true
    style.edges = .top
    return style
  }

  static func colored(_ style: CellStyle, _ color: UInt32) -> CellStyle {
    var style = style
    style.color = color
    return style
  }
}

extension FindingSeverity {
  var color: UInt32 {
    switch self {
    case .quarantine: SheetLook.Color.bad
    case .hold: SheetLook.Color.caution
    case .warn: SheetLook.Color.muted
    }
  }
}
