// How the values of an explanation stand in its document: numbers of rows as numbers, all others as their
// plain text, so that no reader makes an amount a binary fraction.

extension ID: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Int32.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension PlainValue where Self: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Money: Codable {
  package init(from decoder: any Decoder) throws {
    self = try plainText(of: decoder) { Money($0.utf8.span) }
  }
}

extension Distance: Codable {
  package init(from decoder: any Decoder) throws {
    self = try plainText(of: decoder) { text in
      guard case .distance(let distance) = DistanceReading(text.utf8.span) else { return nil }
      return distance
    }
  }
}

extension CalendarDate: Codable {
  package init(from decoder: any Decoder) throws {
    self = try plainText(of: decoder) { CalendarDate($0) }
  }
}

private func plainText<Value>(
  of decoder: any Decoder, _ read: (String) -> Value?
) throws -> Value {
  let container = try decoder.singleValueContainer()
  let text = try container.decode(String.self)
  guard let value = read(text) else {
    throw DecodingError.dataCorruptedError(
      in: container, debugDescription: "\"\(text)\" is no \(Value.self)")
  }
  return value
}

/// A member's name that is known when the program runs.
package struct MemberName: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}
