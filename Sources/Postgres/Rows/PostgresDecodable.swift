internal import PlainText

/// A value that can be read from a column in Postgres' text format.
package protocol PostgresDecodable {
  /// Reads the value from the column's text.
  ///
  /// - Throws: ``DecodingFailure`` where the text is not of the expected shape; the row adds the
  ///   column's name.
  init(postgres text: Span<UInt8>) throws(DecodingFailure)
}

/// Why a text is not the value that was asked for.
package struct DecodingFailure: Error, Sendable {
  package var problem: String
  /// Whether it is a whole number, and wider than what it is read into.
  package var isTooWide = false

  package init(_ problem: String) {
    self.problem = problem
  }

  /// A failure that quotes the text that was found.
  package init(expected: String, found text: Span<UInt8>) {
    self.problem = "expected \(expected), found \"\(String(utf8: text))\""
  }
}

extension PostgresDecodable where Self: FixedWidthInteger {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let number = parseDecimal(text, as: Self.self) else {
      var failure = DecodingFailure(expected: "a whole number", found: text)
      failure.isTooWide = parseDecimal(text, as: Int64.self) != nil
      throw failure
    }
    self = number
  }
}

extension Int: PostgresDecodable {}
extension Int32: PostgresDecodable {}
extension Int64: PostgresDecodable {}

extension Bool: PostgresDecodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard text.count == 1, text[0] == UInt8(ascii: "t") || text[0] == UInt8(ascii: "f") else {
      throw DecodingFailure(expected: "t or f", found: text)
    }
    self = text[0] == UInt8(ascii: "t")
  }
}

extension String: PostgresDecodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(utf8: text)
  }
}

extension Double: PostgresDecodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let number = Double(String(utf8: text)) else {
      throw DecodingFailure(expected: "a floating-point number", found: text)
    }
    self = number
  }
}
