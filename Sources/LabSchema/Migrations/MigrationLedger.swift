internal import Postgres

/// What a schema says about itself: which migrations were applied to it, and whether it holds a
/// lab's tables at all. It is about the schema the connection is set to.
struct MigrationLedger {
  private let connection: Connection
  let schema: String

  /// - Throws: ``MigrationError/noSchema(_:)``.
  init(_ connection: Connection) throws {
    self.connection = connection
    let found = try connection.first(
      """
      select current_schema(), current_setting('search_path')
      """
    ) { row in (schema: try row.optionalString(0), searchPath: try row.string(1)) }
    guard let schema = found?.schema else {
      let path = found?.searchPath.filter { $0 != "\"" }
      throw MigrationError.noSchema(path.flatMap { $0.isEmpty ? nil : $0 })
    }
    self.schema = schema
  }

  /// The migrations that were applied, in the order of their versions; none where nothing of a lab
  /// is there.
  ///
  /// - Throws: ``MigrationError/noLedger(schema:tables:)`` where a lab's tables have no ledger.
  func applied() throws -> [AppliedMigration] {
    let tables = try labTables()
    guard tables.contains(AppliedMigration.table.name) else {
      guard tables.isEmpty else { throw MigrationError.noLedger(schema: schema, tables: tables) }
      return []
    }
    do {
      return try connection.query(
        """
        select \(unescaped: AppliedMigration.selectList)
        from schema_migrations
        order by version
        """
      ) { row in try AppliedMigration(row: row) }
    } catch let error as PostgresError where error.sqlState == ServerError.undefinedColumn {
      throw MigrationError.foreignLedger(schema: schema)
    }
  }

  /// Which of a lab's tables are there, by name.
  private func labTables() throws -> [String] {
    try connection.query(
      """
      select c.relname
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = \(schema)
        and c.relname = any (\(LabTables.all.map(\.name))::text[])
        and c.relkind in ('r', 'p', 'f', 'v', 'm')
      order by c.relname
      """
    ) { row in try row.string(0) }
  }

  /// Writes the row of a migration; in the migration's own transaction.
  func record(_ migration: Migration, took duration: Duration) throws {
    try connection.execute(
      """
      insert into schema_migrations (version, name, phase, sha256, duration_ms)
      values (
        \(migration.version), \(migration.name), \(migration.phase), \(migration.sha256),
        \(duration.wholeMilliseconds)
      )
      """)
  }

  /// Takes the lock that only one migrator of a schema holds, if it is free. The session holds it
  /// until it is released, so that no transaction stays open for it.
  func tryLock() throws -> Bool {
    try connection.first(
      "select pg_try_advisory_lock(hashtextextended(\(lockName), 0))"
    ) { row in try row.bool(0) } ?? false
  }

  func unlock() throws {
    try connection.execute("select pg_advisory_unlock(hashtextextended(\(lockName), 0))")
  }

  private var lockName: String { "jobrunner migrate \(schema)" }
}

extension Duration {
  /// For the settings and columns that count in milliseconds.
  var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
