/// The fields of a CSV record, one after the other in a buffer that serves every record: a field is quoted
/// from its first character to its last, or not at all.
package struct CSVFields {
  /// All of them, without their quotes.
  package private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Which of them stood in quotes.
  private var quoted: [Bool] = []

  package var count: Int { ends.count }

  /// Where a field lies in the bytes.
  package func range(_ field: Int) -> Range<Int> {
    (field == 0 ? 0 : ends[field - 1])..<ends[field]
  }

  package func text(_ field: Int) -> String {
    String(decoding: bytes[range(field)], as: UTF8.self)
  }

  /// Whether a field stood in quotes.
  package func isQuoted(_ field: Int) -> Bool { quoted[field] }

  private static let quote = UInt8(ascii: "\"")

  /// Takes a record apart, without the end of its last line.
  ///
  /// - Returns: why and at which of its bytes it cannot be read; nil where it was.
  mutating func split(
    _ record: ArraySlice<UInt8>, separator: UInt8, most: Int, mustBeText: Bool
  ) -> (kind: CSVProblem.Kind, place: Int)? {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    quoted.removeAll(keepingCapacity: true)
    if mustBeText {
      if let place = record.firstIndex(of: 0) { return (.nul, place) }
      if String(validating: record, as: UTF8.self) == nil { return (.notUTF8, record.startIndex) }
    }
    var index = record.startIndex
    while true {
      let start = index
      quoted.append(index < record.endIndex && record[index] == Self.quote)
      if index < record.endIndex, record[index] == Self.quote {
        guard let end = unquote(record, from: index) else { return (.openQuote, record.endIndex) }
        index = end
        guard index == record.endIndex || record[index] == separator else {
          return (.textAfterQuote, index)
        }
      } else {
        while index < record.endIndex, record[index] != separator {
          guard record[index] != Self.quote else {
            let isFormula = record[start..<index].elementsEqual([UInt8(ascii: "=")])
            return (isFormula ? .formula : .quoteInside, index)
          }
          index += 1
        }
        bytes += record[start..<index]
      }
      guard ends.count < most else { return (.tooManyFields, index) }
      ends.append(bytes.count)
      guard index < record.endIndex else { return nil }
      index += 1
    }
  }

  /// Appends what stands between quotes; returns the index after the closing one, nil where there is
  /// none.
  private mutating func unquote(_ record: ArraySlice<UInt8>, from start: Int) -> Int? {
    var first = start + 1
    while let quote = record[first...].firstIndex(of: Self.quote) {
      bytes += record[first..<quote]
      first = quote + 1
      guard first < record.endIndex, record[first] == Self.quote else { return first }
      bytes.append(Self.quote)
      first += 1
    }
    return nil
  }
}

/// Why a record has no fields, and where.
package struct CSVProblem: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case openQuote
    /// A quote is open as far as a record may go.
    case endless
    case quoteInside
    /// A quote right after an equals sign, `="0012"`: a spreadsheet's formula.
    case formula
    case textAfterQuote
    case tooManyFields
    case nul
    case notUTF8
  }

  package var kind: Kind
  /// The line where it stands.
  package var line: Int
  /// How many lines were joined to find the end of the record; the first of them alone is it.
  package var lines: Int
}
