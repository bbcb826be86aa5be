/// What counts as the same type in a table of the running app: the lab's document says what a column
/// holds, and SQLAlchemy's mapping decides by which of these it is kept.
enum ColumnTypeFamily: Equatable {
  /// `numeric` of any precision, `double precision` or `real`: amounts.
  case number
  /// `timestamp` with or without zone.
  case instant
  /// `text`, `varchar`, `char` or an enumeration of the app's.
  case text
  /// Any other type is only itself.
  case other(String)

  init(_ type: String) {
    let name = type.prefix { $0 != "(" }
    self =
      switch name {
      case "numeric", "double precision", "real": .number
      case "timestamp with time zone", "timestamp without time zone": .instant
      case "text", "character varying", "character": .text
      case _ where name.hasPrefix("enum "): .text
      case _ where type.hasPrefix("timestamp("): .instant
      default: .other(type)
      }
  }
}
