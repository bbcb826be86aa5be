package import Postgres

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
