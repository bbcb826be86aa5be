internal import Postgres

/// Parts of statements over the server's catalog.
enum SchemaSQL {
  /// The id of the connection's schema, which is what a `relnamespace` holds.
  static let id: Statement = "quote_ident(current_schema())::regnamespace"

  /// Joins the sequences `s` of the numbered columns of table `alias`: a serial's, and an identity's.
  static func joinSequences(of alias: String) -> Statement {
    """
    join pg_catalog.pg_depend d
      on d.refobjid = \(unescaped: alias).oid
      and d.refclassid = 'pg_class'::regclass
      and d.classid = 'pg_class'::regclass
      and d.deptype in ('a', 'i')
    join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
    """
  }

  /// The policies `alias` of a table, once for each of their roles that role `r` is or belongs to:
  /// followed by more conditions.
  static func policies(_ alias: String, of table: String) -> Statement {
    """
    from pg_catalog.pg_policy \(unescaped: alias)
    cross join unnest(\(unescaped: alias).polroles) as named
    where \(unescaped: alias).polrelid = \(unescaped: table).oid
      and (named = 0 or pg_has_role(r.oid, named, 'usage'))
    """
  }
}
