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
      let (low, high) = (MomentText(low), MomentText(high))
      if low.offset == high.offset { return low.clock > high.clock }
      // One of them is told by the lab's clock: that is the database's to compare.
      guard let first = low.instant, let second = high.instant else { return false }
      return first > second
    default:
      guard let low = DecimalNumber(low), let high = DecimalNumber(high) else { return false }
      return low > high
    }
  }
}

/// A moment as it is written: `2025-01-31 09:30:00.5` and its offset, or none.
private struct MomentText {
  let clock: Substring
  let offset: Substring

  init(_ text: String) {
    let sign = text.dropFirst(10).lastIndex { $0 == "+" || $0 == "-" } ?? text.endIndex
    (clock, offset) = (text[..<sign], text[sign...])
  }

  /// nil where it has no offset.
  var instant: Instant? {
    let bytes = Array("\(clock)\(offset)".utf8)
    return offset.isEmpty ? nil : Instant(iso: bytes.span)
  }
}
