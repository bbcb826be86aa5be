internal import PlainText

/// A value that can be sent to the server: a statement's parameter or a field of a COPY row.
package protocol PostgresEncodable {
  /// Appends the value in Postgres' text format, without quotes.
  func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable where Self: BinaryInteger {
  /// Appends the decimal digits without making a `String`.
  package func encode(into bytes: inout [UInt8]) {
    appendDecimal(self, to: &bytes)
  }
}

extension Int: PostgresEncodable {}
extension Int32: PostgresEncodable {}
extension Int64: PostgresEncodable {}

extension Bool: PostgresEncodable {
  package func encode(into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: self ? "t" : "f"))
  }
}

extension String: PostgresEncodable {
  package func encode(into bytes: inout [UInt8]) {
    bytes.append(contentsOf: utf8)
  }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
  /// Appends an array literal, `{"…","…"}`; write the cast (`\(ids)::int[]`) beside the parameter.
  package func encode(into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    var element: [UInt8] = []
    for (index, value) in enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      element.removeAll(keepingCapacity: true)
      value.encode(into: &element)
      bytes.append(UInt8(ascii: "\""))
      for byte in element {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          bytes.append(UInt8(ascii: "\\"))
        }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
