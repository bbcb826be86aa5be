package import Postgres

/// Who a lab is, to its export packages: a random UUID that lives in its schema and survives upgrades,
/// dumps and renaming.
package struct LabID: Hashable, Sendable, LosslessStringConvertible {
  /// `8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9d`, in small letters.
  package let description: String

  /// Reads a UUID as Postgres writes it; nil for any other text.
  package init?(_ description: String) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12],
      parts.joined().utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    self.description = description
  }
}

extension LabID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    let description = try String(postgres: text)
    guard let id = LabID(description) else {
      throw DecodingFailure(expected: "a UUID", found: text)
    }
    self = id
  }

  package func encode(into bytes: inout [UInt8]) { bytes += description.utf8 }
}
