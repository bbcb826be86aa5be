internal import Billing

/// Takes one CSV record apart, as RFC 4180 has it and no more: a field is quoted from its first
/// character to its last, or not at all.
enum CSVFields {
  /// The fields of a record without its line's end, white space around them taken off; or why there
  /// are none.
  static func split(
    _ record: [UInt8], separator: UInt8
  ) -> Result<[String], SettlementRecords.Unreadable> {
    guard !record.contains(0) else { return .failure(.init(reason: "it holds a NUL byte")) }
    guard String(validating: record, as: UTF8.self) != nil else {
      return .failure(.init(reason: "it is not UTF-8"))
    }
    var fields: [String] = []
    var field: [UInt8] = []
    var index = 0
    while true {
      field.removeAll(keepingCapacity: true)
      if index < record.count, record[index] == quote {
        guard let end = unquote(record, from: index, into: &field) else {
          return .failure(.init(reason: "a quote is not closed"))
        }
        index = end
        guard index == record.count || record[index] == separator else {
          return .failure(.init(reason: "a quote stands inside a field"))
        }
      } else {
        while index < record.count, record[index] != separator {
          guard record[index] != quote else {
            let isFormula = field.elementsEqual([UInt8(ascii: "=")])
            return .failure(
              .init(
                reason: isFormula
                  ? "a field is a spreadsheet's formula, =\"…\", and not what stood there"
                  : "a quote stands inside a field"))
          }
          field.append(record[index])
          index += 1
        }
      }
      fields.append(trimmed(String(decoding: field, as: UTF8.self)))
      guard index < record.count else { return .success(fields) }
      index += 1
    }
  }

  private static let quote = UInt8(ascii: "\"")

  /// Appends what stands between quotes; returns the index after the closing one, nil where there is
  /// none.
  private static func unquote(
    _ record: [UInt8], from start: Int, into field: inout [UInt8]
  ) -> Int? {
    var index = start + 1
    while index < record.count {
      if record[index] == quote {
        guard index + 1 < record.count, record[index + 1] == quote else { return index + 1 }
        index += 1
      }
      field.append(record[index])
      index += 1
    }
    return nil
  }

  private static func trimmed(_ field: String) -> String {
    guard let first = field.first, let last = field.last else { return field }
    guard first.isWhitespace || last.isWhitespace else { return field }
    guard let start = field.firstIndex(where: { !$0.isWhitespace }),
      let end = field.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(field[start...end])
  }
}
