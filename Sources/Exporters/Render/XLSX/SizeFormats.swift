internal import Billing
internal import CXLSXWriter

/// A number format for numbers of some size, whatever their sign.
struct SizeFormat {
  /// From this size on, in either direction.
  var from: Double
  /// A format of one section: a number below zero keeps its sign.
  var numberFormat: String
}

extension Sheet {
  /// Lets cells whose numbers change with a filter follow the size of what they come to: a number
  /// format has two conditions at most, too few for groups of digits on both sides of zero.
  ///
  /// - Parameter formats: the largest size first; what is smaller than all keeps its own format.
  mutating func follow(
    _ formats: [SizeFormat], row: Int, columns: ClosedRange<Int>
  ) throws(SpreadsheetError) {
    for format in formats {
      var condition = unsafe lxw_conditional_format()
      unsafe condition.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
      unsafe condition.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_NOT_BETWEEN.rawValue)
      // Just below: what is of the very size is not between either.
      unsafe condition.min_value = -(format.from - 0.001)
      unsafe condition.max_value = format.from - 0.001
      unsafe condition.format = unsafe conditionFormat(format.numberFormat)
      unsafe condition.stop_if_true = 1
      let result = unsafe worksheet_conditional_format_range(
        worksheet, lxw_row_t(row), lxw_col_t(columns.lowerBound), lxw_row_t(row),
        lxw_col_t(columns.upperBound), &condition)
      try Workbook.check(result, doing: "\(name): conditional format")
    }
  }
}
