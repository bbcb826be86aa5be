package import Postgres

/// The primary key of one of the job's own tables, which grow for ever: 64 bits.
package struct LongID<Model>: Hashable, Comparable, Sendable {
  package let rawValue: Int64

  package init(_ rawValue: Int64) {
    self.rawValue = rawValue
  }

  package static func < (left: LongID, right: LongID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension LongID: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) {
    self.init(value)
  }
}

extension LongID: CustomStringConvertible {
  package var description: String { String(rawValue) }
}

extension LongID: PostgresDecodable, PostgresEncodable {
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    self.init(try Int64(postgres: text))
  }

  package func encode(into bytes: inout [UInt8]) {
    rawValue.encode(into: &bytes)
  }
}
