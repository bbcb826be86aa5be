package import Postgres

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
