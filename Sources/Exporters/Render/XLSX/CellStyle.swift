internal import Billing

/// How a cell looks. A value: a workbook turns each distinct style into one format of the file.
struct CellStyle: Hashable, Sendable {
  enum Alignment: Sendable {
    case general, left, center, right
  }

  enum Place: Sendable {
    case top, middle, bottom
  }

  /// Which edges of the cell have a line.
  struct Edges: OptionSet, Hashable, Sendable {
    var rawValue: UInt8
    static let top = Edges(rawValue: 1)
    static let bottom = Edges(rawValue: 2)
  }

  /// A spreadsheet number format, such as `0.00`; nil is "General".
  var numberFormat: String?
  var size = 9.0
  var bold = false
  var italic = false
  /// Colours as 0xRRGGBB.
  var color: UInt32 = 0x1F_2933
  var fill: UInt32?
  var edges: Edges = []
  var edgeColor: UInt32 = 0xC5_CED6
  var alignment = Alignment.general
  var wraps = false
  /// Where it stands in a row that is higher than it.
  var place = Place.middle
  /// Left padding, in the spreadsheet's indent steps.
  var indent: UInt8 = 0

  /// There is one of its widths on every system, so columns fit where they were not measured.
  static let fontName = "Arial"
  /// The size of the workbook's standard font, in whose digits the widths of columns are counted: of
  /// this one a digit is 7 pixels wide, as in every other program's standard.
  static let standardSize = 10.0
  /// Points that a row of one line takes.
  static let rowHeight = 14.25
}

/// A style that a workbook knows: an index into its formats, valid in that workbook only.
struct CellFormat: Sendable {
  let index: Int
}
