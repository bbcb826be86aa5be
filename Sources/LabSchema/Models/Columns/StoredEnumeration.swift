package import Postgres

/// An enumeration that is stored as text; its raw values are those of the column's CHECK.
package protocol StoredEnumeration: RawRepresentable<String>, CaseIterable, Sendable,
  PostgresDecodable, PostgresEncodable, CustomStringConvertible
{}

extension StoredEnumeration {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let value = Self(rawValue: String(utf8: text)) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingFailure(expected: "one of \(names)", found: text)
    }
    self = value
  }

  package func encode(into bytes: inout [UInt8]) {
    rawValue.encode(into: &bytes)
  }

  package var description: String { rawValue }
}
