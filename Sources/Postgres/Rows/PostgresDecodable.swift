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

extension String {
  /// A copy of UTF-8 text; malformed bytes are repaired.
  package init(utf8 text: Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
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

/// Reads an optional sign and decimal digits; nil for anything else or where it does not fit.
package func parseDecimal<Number: FixedWidthInteger>(
  _ text: Span<UInt8>, as type: Number.Type
) -> Number? {
  var index = 0
  var negative = false
  if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
    negative = text[0] == UInt8(ascii: "-")
    index = 1
  }
  guard index < text.count else { return nil }
  var number: Number = 0
  while index < text.count {
    let digit = text[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    let (tens, tensOverflow) = number.multipliedReportingOverflow(by: 10)
    let step = Number(digit)
    let (sum, sumOverflow) =
      negative ? tens.subtractingReportingOverflow(step) : tens.addingReportingOverflow(step)
    if tensOverflow || sumOverflow { return nil }
    number = sum
    index += 1
  }
  return number
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
