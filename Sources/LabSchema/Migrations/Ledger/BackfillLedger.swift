internal import Billing
internal import Postgres

/// The cursors of the backfills.
extension MigrationLedger {
  /// How far each backfill has come that was begun; none where there is no ledger.
  func backfills() throws -> [BackfillProgress] {
    guard try labTables().contains(Table.schemaBackfills.name) else { return [] }
    return try cursors(where: "true")
  }

  /// Where a backfill goes on; at the beginning where it was not begun, or where it is walked again.
  func cursor(of migration: Migration, again: Bool) throws -> BackfillProgress {
    try execute(
      """
      insert into schema_backfills (version)
      values (\(migration.version))
      on conflict (version) do update
      set last_id = case when \(again)::boolean then null else schema_backfills.last_id end
      """)
    return try cursors(where: "version = \(migration.version)")[0]
  }

  /// Moves a cursor on, in the transaction of its batch.
  ///
  /// - Parameter cursorStays: whether it stands before rows that an earlier batch could not fill.
  func advance(
    _ migration: Migration, past batch: BackfillBatch, cursorStays: Bool
  ) throws -> BackfillProgress {
    let lastID = cursorStays ? nil : batch.lastID
    try execute(
      """
      update schema_backfills
      set last_id = coalesce(\(lastID)::bigint, last_id),
        batches = batches + 1,
        rows_changed = rows_changed + \(batch.rowsChanged)::bigint,
        newest_row_at = greatest(newest_row_at, \(batch.newestRowAt)::timestamptz),
        updated_at = clock_timestamp()
      where version = \(migration.version)
      """)
    return try cursors(where: "version = \(migration.version)")[0]
  }
}

/// What one run of a backfill's statement did.
struct BackfillBatch {
  /// The last id that was looked at; nil where none was left.
  var lastID: Int64?
  /// How many ids there were: fewer than asked for at the end of the table.
  var idsSeen: Int64
  var rowsChanged: Int64
  /// Rows that need it, and that the app held.
  var rowsLeft: Int64
  /// When the newest of the rows it changed was created.
  var newestRowAt: Instant?
}
