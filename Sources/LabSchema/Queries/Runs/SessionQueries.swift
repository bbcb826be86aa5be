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

  /// How many more connections the server would take from this user now; a pooler may take fewer.
  package func freeConnections() throws -> Int {
    try query(
      """
      select least(
        current_setting('max_connections')::int
          - case when r.rolsuper then 0
            else current_setting('superuser_reserved_connections')::int end
          - (select count(*) from pg_catalog.pg_stat_activity where usesysid is not null),
        case when r.rolsuper or r.rolconnlimit < 0 then null
          else r.rolconnlimit - (
            select count(*) from pg_catalog.pg_stat_activity where usesysid = r.oid
          )
        end,
        case when r.rolsuper or d.datconnlimit < 0 then null
          else d.datconnlimit - (
            select count(*) from pg_catalog.pg_stat_activity where datid = d.oid
          )
        end)
      from pg_catalog.pg_roles r
      join pg_catalog.pg_database d on d.datname = current_database()
      where r.rolname = session_user
      """
    ) { try $0.int(0) }[0]
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

extension Connection {
  /// Whether this user may read and write a table in which the jobs note something for the next run; one who
  /// bills may, once `migrate roles` has run for the version that the table came with.
  func mayKeep(_ table: Table) throws -> Bool {
    try query(
      """
      select bool_and(has_table_privilege(\(table.name), needed))
      from unnest(array['select', 'insert', 'update']) as needed
      """
    ) { try $0.bool(0) }[0]
  }
}
