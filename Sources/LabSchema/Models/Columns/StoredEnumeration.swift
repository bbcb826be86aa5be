package import Postgres

/// An enumeration that is stored as text; its raw values are those of the column's CHECK.
package protocol StoredEnumeration: RawRepresentable<String>, CaseIterable, Sendable,
  PostgresDecodable, PostgresEncodable, CustomStringConvertible
{}

extension StoredEnumeration {
  /// The case that a text means, compared as every status is (`normalizedStatus`): an app that maps
  /// the column as SQLAlchemy's Enum stores `FIXED_AMOUNT` for `fixed_amount`.
  package init?(word: String) {
    if let value = Self(rawValue: word) {
      self = value
      return
    }
    let wanted = normalizedStatus(word)
    guard let value = Self.allCases.first(where: { normalizedStatus($0.rawValue) == wanted }) else {
      return nil
    }
    self = value
  }

  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard let value = Self(word: String(utf8: text)) else {
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
