internal import Billing

extension Migration {
  /// Whether the file says `if not exists` of an object.
  func allows(existing object: CatalogObject) -> Bool {
    let name = object.ownName
    return sql.contains("if not exists \(name) ") || sql.contains("if not exists \(name)\n")
  }

  /// Whether one of the app's own serves as well, so that the migration runs as it is: of a column a
  /// type of the same family, of an index the same columns of the same table.
  func welcomes(_ existing: CatalogObject, as object: CatalogObject) -> Bool {
    guard allows(existing: object), existing.table == object.table else { return false }
    switch object.kind {
    case .column:
      return ColumnTypeFamily(existing.type).serves(as: ColumnTypeFamily(object.type))
    default: return existing.definition == object.definition || existing.isHalfBuilt
    }
  }
}
