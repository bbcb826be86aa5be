internal import Billing

/// One thing that a schema holds, as the server describes it.
package struct CatalogObject: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case table
    case view
    case column
    case constraint
    case index
    case trigger
    case rule
    case function
  }

  package let kind: Kind
  /// A column's, constraint's, index's and trigger's begins with that of its table: `pets.name`.
  package let name: String
  /// What it is, in one line: of a column its type and then, after semicolons, what else is said of
  /// it; empty for a table.
  package let definition: String

  package init(kind: Kind, name: String, definition: String) {
    self.kind = kind
    self.name = name
    self.definition = definition
  }

  /// What tells it from others; an index's does not name its table, as the server's does not.
  var key: String {
    let name = kind == .index ? name.split(separator: ".").last.map(String.init) ?? name : name
    return "\(kind.rawValue) \(name)"
  }

  /// The table it belongs to.
  package var table: String { String(name.prefix { $0 != "." }) }

  /// Its name without its table's.
  package var ownName: String { name == table ? name : String(name.dropFirst(table.count + 1)) }

  /// A column's type.
  package var type: String { String(definition.prefix { $0 != ";" }) }

  /// Whether it is an index that a concurrent build left behind.
  var isHalfBuilt: Bool { definition.hasSuffix(" INVALID") }

  /// The definition without what depends on the type a column had before: casts, and the
  /// parentheses the server puts around them.
  package var essence: String { Self.essence(of: definition) }

  static func essence(of definition: String) -> String {
    var text = ""
    var rest = Substring(definition)
    while let place = rest.firstIndex(of: ":") {
      text += rest[..<place]
      rest = rest[place...].drop { $0 == ":" }
      for type in Self.castTypes where rest.hasPrefix(type) {
        rest = rest.dropFirst(type.count)
        break
      }
    }
    text += rest
    return text.filter { !"()[] ".contains($0) }
  }

  private static let castTypes = [
    "text", "character varying", "bpchar", "citext", "smallint", "integer", "bigint", "numeric",
    "double precision", "real", "timestamp with time zone", "timestamp without time zone",
  ]
}

extension CatalogObject: CustomStringConvertible {
  package var description: String {
    definition.isEmpty ? "\(kind.rawValue) \(name)" : "\(kind.rawValue) \(name): \(definition)"
  }
}

extension CatalogObject: Comparable {
  /// By what a person looks for: the table, then what it is, then its name.
  package static func < (left: CatalogObject, right: CatalogObject) -> Bool {
    (left.table, left.place, left.name) < (right.table, right.place, right.name)
  }

  private var place: Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
}
