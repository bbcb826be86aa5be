package import PlainText

/// A value of the domain that is shown as it is written: `-1234.50`, `2025-01-15`.
package protocol PlainValue: PlainText, CustomStringConvertible {}

extension PlainValue {
  package var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// An enumeration whose cases have names that are stable: in the database, in files and for programs.
package protocol NamedEnumeration: RawRepresentable<String>, CaseIterable, Sendable, PlainText,
  CustomStringConvertible
{}

extension NamedEnumeration {
  /// The names of all cases, in order.
  package static var names: [String] { allCases.map(\.rawValue) }

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

  package func append(to bytes: inout [UInt8]) { bytes += rawValue.utf8 }

  package var description: String { rawValue }
}
