internal import Billing
internal import PlainText

/// A value of a column as a person or a file wrote it, found to be one that the column can hold.
package enum ColumnValue: Equatable, Sendable {
  case null
  /// As the database reads it. A moment without an offset is one of the lab's own clock.
  case text(String)

  /// The value as the database reads it; nil where it is null.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// Reads what somebody wrote for a column that is not null.
  ///
  /// - Throws: ``ValueFault``: why the column cannot hold it, and what it takes.
  package init(_ text: String, for column: Column) throws(ValueFault) {
    self = .text(try Self.read(text, of: column, as: column.type))
    if let range = column.range, case .text(let number) = self, !range.contains(number) {
      throw ValueFault("is not \(range.words)")
    }
    if let form = column.form, !form.fits(text) { throw ValueFault("is no \(form.words)") }
  }

  /// Reads what somebody compares a column with: of the column's kind, also where no person may give it such
  /// a value.
  ///
  /// - Throws: ``ValueFault``.
  init(comparing text: String, with column: Column) throws(ValueFault) {
    // An app's own numbers may be wider than the plan's (docs/decisions/0038).
    self = .text(
      try Self.read(text, of: column, as: column.type == .integer ? .bigint : column.type))
  }

  private static func read(
    _ text: String, of column: Column, as type: ColumnType
  ) throws(ValueFault) -> String {
    try check(text)
    guard let choices = column.choices else { return try read(text, as: type) }
    let word = trimmed(text).lowercased()
    guard let choice = choices.first(where: { $0.lowercased() == word }) else {
      throw ValueFault("is none of \(choices.joined(separator: ", "))")
    }
    return choice
  }

  /// - Throws: ``ValueFault`` for what no text of the database is.
  static func check(_ text: String) throws(ValueFault) {
    if text.utf8.contains(0) { throw ValueFault("holds a NUL byte, which no text can have") }
    if text.utf8.count > Self.mostBytes {
      throw ValueFault("has \(text.utf8.count) bytes: at most \(Self.mostBytes) are taken")
    }
  }

  /// A value of more bytes is a mistake, such as a file in place of its name.
  package static let mostBytes = 100_000

  static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func read(_ text: String, as type: ColumnType) throws(ValueFault) -> String {
    let word = trimmed(text)
    switch type {
    case .text, .textArray, .jsonb: return text
    case .varchar(let length):
      guard text.unicodeScalars.count <= length else {
        throw ValueFault(
          "has \(counted(text.unicodeScalars.count, "character")): at most \(length) fit")
      }
      return text
    case .boolean:
      switch word.lowercased() {
      case "true", "t", "yes", "y", "1": return "true"
      case "false", "f", "no", "n", "0": return "false"
      default: throw ValueFault("is neither true nor false")
      }
    case .integer: return try wholeNumber(word, Int64(Int32.min)...Int64(Int32.max))
    case .bigint: return try wholeNumber(word, Int64.min...Int64.max)
    case .number: return try decimal(word, whole: 100, fraction: 30)
    case .numeric(let precision, let scale):
      return try decimal(word, whole: precision - scale, fraction: scale)
    case .date:
      guard let date = word.utf8Span(CalendarDate.init(iso:)) else {
        throw ValueFault("is no date such as 2025-01-31")
      }
      return date.description
    case .time:
      let full = word.utf8.count == 5 ? word + ":00" : word
      guard let time = full.utf8Span(TimeOfDay.init(iso:)) else {
        throw ValueFault("is no time such as 09:30")
      }
      return time.description
    case .instant: return try instant(word)
    case .uuid:
      guard let id = LabID(word) else { throw ValueFault("is no UUID") }
      return id.description
    }
  }

  private static func wholeNumber(
    _ text: String, _ range: ClosedRange<Int64>
  ) throws(ValueFault) -> String {
    guard !text.isEmpty,
      text.utf8.drop(while: { $0 == 0x2D }).allSatisfy({ (48...57).contains($0) }),
      text.utf8.last != 0x2D, text.utf8.count(where: { $0 == 0x2D }) <= 1
    else { throw ValueFault("is no whole number") }
    guard let number = Int64(text), range.contains(number) else {
      throw ValueFault("is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return String(number)
  }

  /// A decimal with so many digits before its point and after it.
  private static func decimal(
    _ text: String, whole: Int, fraction: Int
  ) throws(ValueFault) -> String {
    guard let number = DecimalNumber(text) else {
      throw ValueFault("is no number such as \(fraction == 0 ? "12" : "12.5")")
    }
    guard number.fraction.count <= fraction else {
      throw ValueFault("has more than \(counted(fraction, "decimal")), and nothing is rounded")
    }
    guard number.whole.count <= whole else {
      throw ValueFault(
        "is too large: at most \(counted(whole, "digit stands", "digits stand")) before the point")
    }
    return number.description
  }

  /// `2025-01-31 09:30[:00[.123]]`, a `T` in place of the blank, and an offset where it has one.
  private static func instant(_ text: String) throws(ValueFault) -> String {
    let fault = ValueFault("is no moment such as 2025-01-31 09:30 or 2025-01-31T09:30:00+05:30")
    let parts = text.split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "T" })
    guard let date = parts.first.flatMap({ String($0).utf8Span(CalendarDate.init(iso:)) }) else {
      throw fault
    }
    guard parts.count == 2 else {
      throw ValueFault("says no time: write the moment, such as \(date) 23:59:59")
    }
    var clock = String(parts[1])
    if clock.hasSuffix("Z") { clock = clock.dropLast() + "+00:00" }
    var offset = ""
    if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      offset = String(clock[sign...])
      clock = String(clock[..<sign])
    }
    if clock.utf8.count == 5 { clock += ":00" }
    // With the offset that it has, or any: what is asked is whether it can be read.
    guard
      "\(date) \(clock)\(offset.isEmpty ? "+00:00" : offset)".utf8Span(Instant.init(iso:)) != nil
    else { throw fault }
    return "\(date) \(clock)\(offset)"
  }
}

/// Why a column cannot hold a value: what follows the value in a sentence.
package struct ValueFault: Error, Equatable, Sendable {
  package let problem: String

  init(_ problem: String) { self.problem = problem }
}

extension String {
  /// What is read from the text's bytes.
  fileprivate func utf8Span<Value>(_ read: (Span<UInt8>) -> Value?) -> Value? {
    let bytes = Array(utf8)
    return read(bytes.span)
  }
}

/// A decimal number as its digits, of any length.
struct DecimalNumber: CustomStringConvertible {
  let isNegative: Bool
  /// The digits before the point, without leading zeros.
  let whole: String
  /// Those after it, without trailing zeros.
  let fraction: String

  /// - Parameter text: digits with at most one point among them, a minus in front where it is below 0.
  init?(_ text: String) {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, parts.count == 1 || !parts[1].isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    whole = String(first.drop { $0 == "0" })
    var rest = parts.count == 2 ? parts[1] : ""
    while rest.last == "0" { rest.removeLast() }
    fraction = String(rest)
    isNegative = text.hasPrefix("-") && !(whole.isEmpty && fraction.isEmpty)
  }

  var description: String {
    (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole)
      + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}

extension DecimalNumber: Comparable {
  static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.hasLessMagnitude(than: left) : left.hasLessMagnitude(than: right)
  }

  private func hasLessMagnitude(than other: DecimalNumber) -> Bool {
    if whole.count != other.whole.count { return whole.count < other.whole.count }
    return whole == other.whole ? fraction < other.fraction : whole < other.whole
  }
}

extension ValueRange {
  /// - Parameter text: a decimal.
  func contains(_ text: String) -> Bool {
    guard let number = DecimalNumber(text) else { return false }
    if let least = least.flatMap(DecimalNumber.init),
      isLeastExcluded ? number <= least : number < least
    {
      return false
    }
    if let most = most.flatMap(DecimalNumber.init), number > most { return false }
    return true
  }
}
