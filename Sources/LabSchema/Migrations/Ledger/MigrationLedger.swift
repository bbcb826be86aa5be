internal import Billing
internal import Postgres

/// What a schema says about itself: which migrations were applied to it, how far its backfills have
/// come, and whether it holds a lab's tables at all. It is about the schema the connection is set to.
struct MigrationLedger {
  private let connection: Connection
  let schema: String

  /// - Throws: ``MigrationError/noSchema(_:place:)``.
  init(_ connection: Connection) throws {
    self.connection = connection
    let found = try connection.first(
      """
      select current_schema(), current_setting('search_path')
      """
    ) { row in (schema: try row.optionalString(0), searchPath: try row.string(1)) }
    guard let schema = found?.schema else {
      let path = found?.searchPath.filter { $0 != "\"" }
      throw MigrationError.noSchema(
        path.flatMap { $0.isEmpty ? nil : $0 }, place: connection.place,
        elsewhere: try OtherSchema.all(connection))
    }
    self.schema = schema
  }

  /// The migrations that were applied, in the order of their versions; none where there is no
  /// ledger.
  ///
  /// - Throws: ``MigrationError/foreignLedger(schema:)``.
  func applied() throws -> [AppliedMigration] {
    guard try labTables().contains(Table.schemaMigrations.name) else { return [] }
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

  /// Whether the app had made its tables before.
  var isAdopted: Bool {
    get throws { try applied().contains(where: \.isAdopted) }
  }

  /// Which of a lab's tables are there, by name.
  func labTables() throws -> [String] {
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

  /// What goes by the name of one of a lab's tables and is none, such as `offers (a view)`.
  /// A table of the app's that nothing reads may be whatever it is.
  func notTables() throws -> [String] {
    let names = (LabTables.app + LabTables.jobs).map(\.name)
      .filter { !BaselineUse.unreadTables.contains($0) }
    return try connection.query(
      """
      select c.relname::text || case c.relkind
          when 'v' then ' (a view)'
          when 'm' then ' (a materialized view)'
          else ' (a foreign table)'
        end
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = \(schema)
        and c.relname = any (\(names)::text[])
        and c.relkind in ('v', 'm', 'f')
      order by c.relname
      """
    ) { row in try row.string(0) }
  }

  /// Writes the row of a migration; in the migration's own transaction where it has one.
  func record(
    _ migration: Migration, took duration: Duration, adopted: Bool = false
  ) throws {
    try connection.execute(
      """
      insert into schema_migrations (version, name, phase, sha256, is_adopted, duration_ms)
      values (
        \(migration.version), \(migration.name), \(migration.phase), \(migration.sha256),
        \(adopted), \(duration.wholeMilliseconds)
      )
      """)
  }

  @discardableResult
  func execute(_ statement: Statement) throws -> Int {
    try connection.execute(statement)
  }

  func cursors(where condition: Statement) throws -> [BackfillProgress] {
    try connection.query(
      """
      select \(unescaped: BackfillProgress.selectList)
      from schema_backfills
      where \(condition)
      order by version
      """, BackfillProgress.init(row:))
  }
}
