internal import Postgres

/// Another schema of the database that holds most of the tables that a lab's app has.
package struct OtherSchema: Equatable, Sendable {
  package let name: String
  /// Which of them.
  package let tables: [String]

  /// At most three, those with the most tables first.
  static func all(_ connection: Connection) throws -> [OtherSchema] {
    let wanted = [Table.users, .tests, .bookings, .bookingItems, .categories].map(\.name)
    return try connection.query(
      """
      select n.nspname::text, array_agg(c.relname::text order by c.relname)
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = any (\(wanted)::text[])
        and c.relkind in ('r', 'p')
        and n.nspname is distinct from current_schema()
        and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
      group by n.nspname
      having count(*) >= 3
      order by count(*) desc, n.nspname
      limit 3
      """
    ) { row in
      OtherSchema(name: try row.string(0), tables: try row.decode(1, as: TextArray.self).elements)
    }
  }
}

extension OtherSchema: CustomStringConvertible {
  /// What it holds and how it is chosen, in a sentence without its end.
  package var description: String {
    "the schema \"\(name)\" of this database holds \(tables.joined(separator: ", ")): if that is the "
      + "lab, set database.schema: \(name) (or: --lab \(name))"
  }
}
