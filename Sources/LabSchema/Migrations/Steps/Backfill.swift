internal import Postgres

/// Backfills: rows that were there before get what newer code expects, batch after batch.
extension StepRunner {
  /// Walks on from the cursor to the end, and again from the beginning, up to three times, while
  /// rows are left that the app held; what it still holds then is left to the next backfill. Each
  /// batch is a transaction with its cursor, so that a killed backfill goes on after its last one.
  ///
  /// - Parameter again: from the beginning at once, for what was written the old way since.
  /// - Returns: how many rows were changed.
  func backfill(_ migration: Migration, again: Bool) throws -> Int64 {
    var (changed, left) = try walk(migration, again: again)
    for _ in 1..<Self.walks where left > 0 {
      try connection.wait(patience.pause)
      let walked = try walk(migration, again: true)
      changed += walked.changed
      left = walked.left
    }
    return changed
  }

  private static let walks = 3

  /// One walk ends with the first batch that is not full: what the app adds meanwhile is left to the
  /// next, so that a walk does not run after the app for ever.
  private func walk(
    _ migration: Migration, again: Bool
  ) throws -> (changed: Int64, left: Int64) {
    var cursor = try ledger.cursor(of: migration, again: again)
    let before = cursor.rowsChanged
    var left: Int64 = 0
    var isDone = false
    while !isDone {
      var batch: BackfillBatch?
      try retry(migration) {
        let done = try runBatch(migration, after: cursor.lastID)
        cursor = try ledger.advance(migration, past: done)
        batch = done
      }
      left += batch?.rowsLeft ?? 0
      isDone = (batch?.idsSeen ?? 0) < patience.batchSize
      if batch?.lastID != nil { report(.batch(migration, cursor)) }
    }
    return (cursor.rowsChanged - before, left)
  }

  private func runBatch(_ migration: Migration, after lastID: Int64?) throws -> BackfillBatch {
    // A batch is a range of the primary key. While most rows lack what it gives, statistics would
    // rather collect and sort all of them, for each batch anew.
    try connection.execute(
      """
      select set_config('jit', 'off', true), set_config('enable_bitmapscan', 'off', true)
      """)
    let statement = Statement(text: migration.sql, lastID ?? .min, Int64(patience.batchSize))
    return try connection.query(statement) { row in
      BackfillBatch(
        lastID: try row.decodeOptional(0), idsSeen: try row.decode(1),
        rowsChanged: try row.decode(2), rowsLeft: try row.decode(3),
        newestRowAt: try row.decodeOptional(4))
    }[0]
  }
}
