internal import Postgres

/// Backfills: rows that were there before get what newer code expects, batch after batch.
extension StepRunner {
  /// Walks on from the cursor to the end. Each batch is a transaction with its cursor, so that a
  /// killed backfill goes on after its last batch, and one that is walked twice changes nothing.
  ///
  /// - Parameter again: from the beginning, for what was written the old way since.
  /// - Returns: how many rows were changed.
  func backfill(_ migration: Migration, again: Bool) throws -> Int64 {
    var cursor = try ledger.cursor(of: migration, again: again)
    let before = cursor.rowsChanged
    var isDone = false
    while !isDone {
      try retry(migration) {
        let batch = try runBatch(migration, after: cursor.lastID)
        isDone = batch.lastID == nil
        if !isDone { cursor = try ledger.advance(migration, past: batch) }
      }
      if !isDone { report(.batch(migration, cursor)) }
    }
    return cursor.rowsChanged - before
  }

  private func runBatch(_ migration: Migration, after lastID: Int64) throws -> BackfillBatch {
    let statement = Statement(text: migration.sql, lastID, Int64(patience.batchSize))
    return try connection.query(statement) { row in
      BackfillBatch(
        lastID: try row.decodeOptional(0), rowsChanged: try row.decode(1),
        newestRowAt: try row.decodeOptional(2))
    }[0]
  }
}
