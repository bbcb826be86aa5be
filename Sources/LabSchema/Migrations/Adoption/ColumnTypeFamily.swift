internal import Billing

/// What counts as the same type in a table of the running app: the lab's document says what a column
/// holds, and SQLAlchemy's mapping decides by which of these it is kept. A domain is what it is over.
enum ColumnTypeFamily: Equatable {
  /// `smallint`, `integer` or `bigint`: ids and counts. Billing keeps 32 bits of an id; whether the
  /// rows fit is looked at apart (`OversizedIDs`).
  case wholeNumber
  /// `numeric` of any precision, `double precision` or `real`: amounts.
  case number
  /// `timestamp` with or without zone.
  case instant
  /// `text`, `varchar`, `char`, `citext` or an enumeration of the app's.
  case text
  /// `json` or `jsonb`.
  case document
  /// Any other type is only itself.
  case other(String)

  /// - Parameter type: as `CatalogReader` says it: `enum NAME`, `domain NAME over TYPE`, or the name
  ///   that the server gives it.
  init(_ type: String) {
    let type = type.ranges(of: " over ").last.map { String(type[$0.upperBound...]) } ?? type
    let name = type.prefix { $0 != "(" }
    self =
      switch name {
      // An array of them is none of them.
      case _ where type.hasSuffix("[]"): .other(type)
      case "smallint", "integer", "bigint": .wholeNumber
      case "numeric", "double precision", "real": .number
      case "timestamp with time zone", "timestamp without time zone": .instant
      case "text", "character varying", "character", "citext": .text
      case "json", "jsonb": .document
      case _ where name.hasPrefix("enum "): .text
      case _ where type.hasPrefix("timestamp("): .instant
      default: .other(type)
      }
  }

  /// Whether what is read from it can be read as the other: an amount may be a whole number.
  func serves(as wanted: ColumnTypeFamily) -> Bool {
    self == wanted || self == .wholeNumber && wanted == .number
  }
}
