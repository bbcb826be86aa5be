package import Postgres

/// The primary key of one table: a booking's id is not a user's.
package struct ID<Model>: Hashable, Comparable, Sendable {
  package let rawValue: Int32

  package init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  package static func < (left: ID, right: ID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension ID: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int32) {
    self.init(value)
  }
}

extension ID: CustomStringConvertible {
  package var description: String { String(rawValue) }
}

extension ID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(try Int32(postgres: text))
  }

  package func encode(into bytes: inout [UInt8]) {
    rawValue.encode(into: &bytes)
  }
}
