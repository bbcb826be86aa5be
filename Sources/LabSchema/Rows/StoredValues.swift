package import Billing
package import PlainText
package import Postgres

// How the domain's values stand in columns: each is written as its plain text, and read from it.

extension PlainText where Self: PostgresEncodable {
  package func encode(into bytes: inout [UInt8]) { append(to: &bytes) }
}

/// - Throws: `DecodingFailure` where the text was not read, with what it should have been.
@inline(__always)
private func read<Value>(
  _ value: Value?, _ expected: @autoclosure () -> String, _ text: Span<UInt8>
) throws(DecodingFailure) -> Value {
  guard let value else { throw DecodingFailure(expected: expected(), found: text) }
  return value
}

extension Money: PostgresDecodable, PostgresEncodable {
  /// Reads `NUMERIC` text exactly; more than two decimals are refused, not rounded.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(Money(text), "an amount with at most two decimals", text)
  }
}

extension Distance: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard case .distance(let distance) = DistanceReading(text) else {
      throw DecodingFailure(expected: "a distance in kilometres", found: text)
    }
    self = distance
  }
}

extension CalendarDate: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    if let date = CalendarDate(iso: text) {
      self = date
      return
    }
    let name = String(utf8: text)
    if name == "infinity" {
      self = .distantFuture
    } else if name == "-infinity" || name.hasSuffix(" BC") {
      self = .distantPast
    } else if name.count > 10, name.contains("-") {
      self = .distantFuture
    } else {
      throw DecodingFailure(expected: "a date", found: text)
    }
  }
}

extension BillingPeriod: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(BillingPeriod(iso: text), "a billing period such as 2025-01", text)
  }
}

extension Instant: PostgresDecodable, PostgresEncodable {
  /// Reads `2025-01-15 09:30:00.5+05:30`, the offset in hours, minutes and seconds as needed.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    if let instant = Instant(iso: text) {
      self = instant
      return
    }
    switch String(utf8: text) {
    case "infinity": self = .distantFuture
    case "-infinity": self = .distantPast
    default: throw DecodingFailure(expected: "an instant with its offset from UTC", found: text)
    }
  }
}

extension TimeOfDay: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(TimeOfDay(iso: text), "a time such as 09:30:00", text)
  }
}

extension TestIDList: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(TestIDList(text), "a JSON array of test ids", text)
  }
}

extension LabID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(LabID(String(utf8: text)), "a UUID", text)
  }
}

extension ID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(try Int32(postgres: text))
  }
}

extension LongID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(try Int64(postgres: text))
  }
}

extension Row {
  /// What a money column of the app's own tables holds (R3).
  package func amountReading(_ column: Int) -> AmountReading {
    var reading = AmountReading.absent
    readText(column) { reading = AmountReading($0) }
    return reading
  }

  /// What a distance column holds (R4).
  package func distanceReading(_ column: Int) -> DistanceReading {
    var reading = DistanceReading(nil)
    readText(column) { reading = DistanceReading($0) }
    return reading
  }

  // Ids and dates are read for every row of a night, by code that is made for them; what is read for any
  // type looks that type up each time.

  func decode<Entity>(
    _ column: Int, as type: ID<Entity>.Type = ID<Entity>.self
  ) throws(PostgresError) -> ID<Entity> {
    ID(try int32(column))
  }

  func decodeOptional<Entity>(
    _ column: Int, as type: ID<Entity>.Type = ID<Entity>.self
  ) throws(PostgresError) -> ID<Entity>? {
    guard let value = try optionalInt32(column) else { return nil }
    return ID(value)
  }

  func decodeOptional(
    _ column: Int, as type: CalendarDate.Type = CalendarDate.self
  ) throws(PostgresError) -> CalendarDate? {
    var date: CalendarDate?
    readText(column) { text in
      if let text { date = CalendarDate(iso: text) }
    }
    // What is no plain date is read, or told, as anywhere.
    guard date == nil, !isNull(column) else { return date }
    return try decode(column, as: CalendarDate.self)
  }
}

/// An enumeration that is stored as text; its names are those of the column's CHECK.
package protocol StoredEnumeration: NamedEnumeration, PostgresDecodable, PostgresEncodable {}

extension StoredEnumeration {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self = try read(
      Self(word: String(utf8: text)), "one of \(Self.names.joined(separator: ", "))", text)
  }
}

extension Statement.StringInterpolation {
  /// Writes a word of ours into a statement, as `'draft'`. It is not bound: only where the planner sees
  /// which word is meant does it take an index over some of them.
  mutating func appendInterpolation(word: some RawRepresentable<String>) {
    appendInterpolation(unescaped: "'\(word.rawValue)'")
  }
}

extension Statement {
  /// Where a column's word stands in the order of the words that it may hold.
  static func place<Word: StoredEnumeration>(of column: Statement, among _: Word.Type) -> Statement
  {
    let words = Word.allCases.map { word -> Statement in "\(word: word)" }
    return "array_position(array[\(list(words))], \(column))"
  }
}

extension AdjustmentKind: StoredEnumeration {}
extension BookingOutcome: StoredEnumeration {}
extension FindingKind: StoredEnumeration {}
extension FindingSeverity: StoredEnumeration {}
extension FindingState: StoredEnumeration {}
extension JobName: StoredEnumeration {}
extension NumberSeriesKind: StoredEnumeration {}
extension RecordStatus: StoredEnumeration {}
extension RunState: StoredEnumeration {}

/// A number of any size and precision, exactly as Postgres writes it: for quantities that are kept
/// and shown, and that nothing here computes with.
package struct ExactNumber: Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

extension ExactNumber: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    description = String(utf8: text)
  }

  package func encode(into bytes: inout [UInt8]) {
    description.encode(into: &bytes)
  }
}

/// A JSON document as text, in the form in which Postgres writes `jsonb`.
package struct JSONText: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// - Parameter text: JSON; the server refuses what is none.
  package init(_ text: String) {
    description = text
  }
}

extension JSONText: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(String(utf8: text))
  }

  package func encode(into bytes: inout [UInt8]) {
    description.encode(into: &bytes)
  }
}
