internal import Billing

extension RowRule {
  /// What is wrong with a row; nil where the rule holds, or one of its columns has no value.
  ///
  /// - Parameter value: that of a column, as the database reads it.
  func fault(in table: Table, _ value: (String) -> String?) -> String? {
    switch self {
    case .inOrder(let first, let second):
      guard let column = table.column(first), let low = value(first), let high = value(second),
        Self.isBeyond(low, high, as: column.type)
      else { return nil }
      return "\(first) \(low) is beyond \(second) \(high)"
    case .atMost(let name, let most, let other, let word):
      guard value(other)?.lowercased() == word, let text = value(name),
        let number = DecimalNumber(text), let limit = DecimalNumber(most), number > limit
      else { return nil }
      return "\(name) \(text) is more than \(most), where \(other) is \(word)"
    }
  }

  /// The columns that it is about.
  var columns: [String] {
    switch self {
    case .inOrder(let first, let second): [first, second]
    case .atMost(let name, _, let other, _): [name, other]
    }
  }

  private static func isBeyond(_ low: String, _ high: String, as type: ColumnType) -> Bool {
    switch type {
    case .date, .time: return low > high
    case .instant:
      // With an offset and without one they are compared by the database alone.
      guard low.utf8.count == high.utf8.count,
        low.utf8.suffix(6) == high.utf8.suffix(6) || low.utf8.count == 19
      else { return false }
      return low > high
    default:
      guard let low = DecimalNumber(low), let high = DecimalNumber(high) else { return false }
      return low > high
    }
  }
}
