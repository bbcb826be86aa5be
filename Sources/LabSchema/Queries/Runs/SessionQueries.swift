package import Postgres

extension Connection {
  /// Whether ordinary triggers do not fire in this session.
  package func firesNoTriggers() throws -> Bool {
    try query("select current_setting('session_replication_role') = 'replica'") {
      try $0.bool(0)
    }[0]
  }

  /// The database's collation, where its indexes were sorted by another version of it than the server
  /// sorts by now; nil where both are one, or the collation has no versions.
  package func staleCollation() throws -> StaleCollation? {
    try first(
      """
      select datname, case datlocprovider when 'c' then 'the C library' when 'i' then 'ICU' else 'the server' end,
        datcollversion, pg_database_collation_actual_version(oid), quote_ident(datname)
      from pg_catalog.pg_database
      where datname = current_database()
        and datcollversion <> pg_database_collation_actual_version(oid)
      """
    ) { row in
      StaleCollation(
        database: try row.string(0), library: try row.string(1), sortedBy: try row.string(2),
        sortsBy: try row.string(3), identifier: try row.string(4))
    }
  }

  /// Has the server refuse a query, instead of answering it without the rows that a policy hides.
  package func refuseHiddenRows() throws {
    try keep(setting: "row_security", "off")
  }

  /// Has the server apply the policies of the tables, whatever the role is set to.
  package func applyRowPolicies() throws {
    try keep(setting: "row_security", "on")
  }
}

/// A database whose texts were sorted by a version of the collation's library that the server has no
/// more, as after an upgrade of its machine: an index over them may not find what it holds.
package struct StaleCollation: Equatable, Sendable {
  package let database: String
  /// What the collation comes from, and whose version it is.
  package let library: String
  package let sortedBy: String
  package let sortsBy: String
  /// The database's name as a statement spells it.
  package let identifier: String
}
