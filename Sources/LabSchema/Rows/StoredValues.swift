package import Billing
package import PlainText
package import Postgres

// How the domain's values stand in columns: each is written as its plain text, and read from it.

extension PlainText where Self: PostgresEncodable {
  package func encode(into bytes: inout [UInt8]) { append(to: &bytes) }
}

extension Money: PostgresDecodable, PostgresEncodable {
  /// Reads `NUMERIC` text exactly; more than two decimals are refused, not rounded.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let money = Money(text) else {
      throw DecodingFailure(expected: "an amount with at most two decimals", found: text)
    }
    self = money
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
    guard let period = BillingPeriod(iso: text) else {
      throw DecodingFailure(expected: "a billing period such as 2025-01", found: text)
    }
    self = period
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
    guard let time = TimeOfDay(iso: text) else {
      throw DecodingFailure(expected: "a time such as 09:30:00", found: text)
    }
    self = time
  }
}

extension TestIDList: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let list = TestIDList(text) else {
      throw DecodingFailure(expected: "a JSON array of test ids", found: text)
    }
    self = list
  }
}

extension LabID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let id = LabID(String(utf8: text)) else {
      throw DecodingFailure(expected: "a UUID", found: text)
    }
    self = id
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
    withText(column) { AmountReading($0) }
  }

  /// What a distance column holds (R4).
  package func distanceReading(_ column: Int) -> DistanceReading {
    withText(column) { DistanceReading($0) }
  }
}

/// An enumeration that is stored as text; its names are those of the column's CHECK.
package protocol StoredEnumeration: NamedEnumeration, PostgresDecodable, PostgresEncodable {}

extension StoredEnumeration {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let value = Self(word: String(utf8: text)) else {
      throw DecodingFailure(expected: "one of \(Self.names.joined(separator: ", "))", found: text)
    }
    self = value
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
