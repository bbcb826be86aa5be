package import Postgres

/// Each value that a database held at one moment, to see later that all of them are still there. Rows and
/// columns that came since do not count, where it is asked what was lost.
package struct KeptRows: Equatable, Sendable {
  private let values: Set<String>

  /// - Parameter filled: names of columns, `table.column`, that may be filled where they are null.
  package init(_ connection: Connection, butFor filled: Set<String> = []) throws {
    values = try Self.values(connection, butFor: filled)
  }

  /// The values that were changed or are gone, as in `bookings 7: notes = Ring twice`.
  package func lost(_ connection: Connection) throws -> [String] {
    values.subtracting(try Self.values(connection, butFor: [])).sorted()
  }

  private static func values(
    _ connection: Connection, butFor filled: Set<String>
  ) throws -> Set<String> {
    let tables = try connection.query(
      """
      select table_name::text
      from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'
      """
    ) { try $0.string(0) }
    var values: Set<String> = []
    for table in tables {
      values.formUnion(
        try connection.query(
          """
          select
            format(
              '%s %s: %s = %s',
              \(table)::text, coalesce(row_of.value ->> 'id', row_of.value::text), one.key, one.value
            )
          from (select to_jsonb(r) as value from \(unescaped: table) r) row_of
          cross join jsonb_each_text(row_of.value) one
          where one.value is not null or not (\(table)::text || '.' || one.key = any(\(filled.sorted())))
          """
        ) { try $0.string(0) })
    }
    return values
  }
}
