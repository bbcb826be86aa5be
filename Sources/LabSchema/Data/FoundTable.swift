package import Postgres

/// A table as this schema has it: an app that was there before may lack columns that nothing reads, and
/// fill others itself.
package struct FoundTable: Sendable {
  /// Its description, with the columns that are there.
  package let table: Table
  private let columns: [String: FoundColumn]

  private struct FoundColumn {
    /// Its type as a cast names it.
    let type: String
    let isNotNull: Bool
    /// Whether the database fills it where an insert says nothing.
    let isFilled: Bool
  }

  /// - Throws: ``DataError/noTable(_:)`` where the schema has no such table.
  package init(_ table: Table, in connection: Connection) throws {
    let found = try connection.query(
      """
      select a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.atthasdef or a.attidentity <> ''
      from pg_catalog.pg_class c
      join pg_catalog.pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = \(SchemaSQL.id)
        and c.relname = \(table.name)
        and a.attnum > 0
        and not a.attisdropped
      """
    ) { row in
      (
        try row.string(0),
        FoundColumn(
          type: try row.string(1), isNotNull: try row.bool(2), isFilled: try row.bool(3))
      )
    }
    guard !found.isEmpty else { throw DataError.noTable(table.name) }
    columns = Dictionary(uniqueKeysWithValues: found)
    self.table = table.with(columns: table.columns.filter { [columns] in columns[$0.name] != nil })
  }

  /// The type of a column of it, as a cast names it.
  func type(of column: Column) -> String { columns[column.name]?.type ?? column.type.sql }

  /// Whether the database takes a null for a column.
  func takesNull(_ column: Column) -> Bool { !(columns[column.name]?.isNotNull ?? false) }

  /// Whether the database fills a column where an insert says nothing.
  func fills(_ column: Column) -> Bool { columns[column.name]?.isFilled ?? false }

  /// Whether whoever makes a row has to give a value.
  package func requires(_ column: Column) -> Bool {
    !takesNull(column) && !fills(column) && column.filling == nil && !column.isGenerated
  }
}

extension Table {
  fileprivate func with(columns: [Column]) -> Table {
    Table(
      name, meaning, columns: columns, identity: identity, naturalKey: naturalKey,
      searched: searched.filter { name in columns.contains { $0.name == name } }, rules: rules)
  }
}
