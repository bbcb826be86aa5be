internal import Billing

/// A native chart whose data are in a sheet kept in memory, so that the file carries them for
/// viewers that compute nothing.
struct SheetChart {
  enum Kind {
    /// Columns, and over them a line on an axis of its own where there is one.
    case columns(line: Series?)
    /// Bars from the top down, each with its value.
    case bars
    /// Parts of a whole, each with its share.
    case doughnut
  }

  /// Where a series' data are: two columns of the same rows of a sheet.
  struct Series {
    var name: String
    var sheet: String
    var categoryColumn: Int
    var valueColumn: Int
    var rows: ClosedRange<Int>
    /// 0xRRGGBB, one for all or one for each value.
    var colors: [UInt32]
  }

  var kind: Kind
  var title: String
  var series: Series
  var categoryFormat: String?
  var valueFormat: String
  /// The largest of the values, where each is written behind its bar and needs room there.
  var largest: Double?
  /// Size in pixels; the library's own size is 480 by 288.
  var width: Double
  var height: Double
  /// Pixels from the left and the upper edge of the cell it is put into.
  var inset: Int32 = 0
  var drop: Int32 = 0
  /// What it shows, for those who cannot see it.
  var description: String
}
