package import Postgres

/// Ids of the app's that are wider than those of billing: an app may keep them as `bigint`, and
/// billing keeps 32 bits of them, in its own rows and in every invoice's explanation.
package struct OversizedIDs: Equatable, Sendable {
  /// `bookings.user_id`.
  package let column: String
  package let rows: Int
  /// The first of them.
  package let examples: [Int64]

  package init(column: String, rows: Int, examples: [Int64]) {
    self.column = column
    self.rows = rows
    self.examples = examples
  }
}

extension OversizedIDs {
  /// What is wrong, in a sentence.
  package var fact: String {
    "\(rows) \(rows == 1 ? "row has" : "rows have") a \(column) beyond \(Int32.max) "
      + "(\(examples.map(String.init).joined(separator: ", "))), and billing keeps no id beyond that"
  }

  package static let remedy = "give these rows other ids"

  /// Every column whose values billing reads as ids. Those of which no more than 32 bits are there
  /// take no time; of the others, those with an index are looked up and the rest is read.
  package static func all(_ connection: Connection) throws -> [OversizedIDs] {
    try find(connection, keysOnly: false)
  }

  /// The primary keys only, which are looked up in their indexes: whatever refers to them is an id of
  /// one of these rows, or of none.
  package static func keys(_ connection: Connection) throws -> [OversizedIDs] {
    try find(connection, keysOnly: true)
  }

  private static func find(_ connection: Connection, keysOnly: Bool) throws -> [OversizedIDs] {
    let columns = read.filter { !keysOnly || $0.column == "id" }
    let wide = try connection.query(
      """
      with recursive under (table_name, column_name, type) as (
        select wanted.table_name, wanted.column_name, a.atttypid
        from unnest(\(columns.map(\.table))::text[], \(columns.map(\.column))::text[])
          as wanted (table_name, column_name)
        join pg_catalog.pg_class c
          on c.relname = wanted.table_name
          and c.relnamespace = \(SchemaSQL.id)
          and c.relkind in ('r', 'p')
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = wanted.column_name
        union all
        select under.table_name, under.column_name, t.typbasetype
        from under
        join pg_catalog.pg_type t on t.oid = under.type and t.typtype = 'd'
      )
      select table_name, column_name
      from under
      where type = 'pg_catalog.int8'::regtype
      order by table_name, column_name
      """
    ) { row in (table: try row.string(0), column: try row.string(1)) }
    return try wide.compactMap { table, column in
      let isWide: Statement = """
        (\(unescaped: column) > \(Int64(Int32.max))::bigint
          or \(unescaped: column) < \(Int64(Int32.min))::bigint)
        """
      let (rows, examples) = try connection.query(
        """
        select count(*),
          array(
            select \(unescaped: column)::text
            from \(unescaped: table)
            where \(isWide)
            order by \(unescaped: column)
            limit 2
          )
        from \(unescaped: table)
        where \(isWide)
        """
      ) { row in
        (try row.int(0), try row.decode(1, as: TextArray.self).elements.compactMap(Int64.init))
      }[0]
      return rows == 0
        ? nil : OversizedIDs(column: "\(table).\(column)", rows: rows, examples: examples)
    }
  }

  private static let read = [
    ("users", ["id"]), ("categories", ["id"]), ("tests", ["id", "category_id"]),
    ("bookings", ["id", "user_id", "pet_id"]), ("booking_items", ["id", "booking_id", "test_id"]),
    ("pets", ["id"]), ("staff", ["id"]), ("offers", ["id"]), ("coupons", ["id", "offer_id"]),
    ("coupon_redemptions", ["id", "coupon_id", "booking_id", "user_id"]),
    ("distance_pricing_configs", ["id"]),
  ].flatMap { table, columns in columns.map { (table: table, column: $0) } }
}
