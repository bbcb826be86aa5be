internal import Postgres

/// Backfills: rows that were there before get what newer code expects, batch after batch.
extension StepRunner {
  /// Walks on from the cursor to the end, and again from the beginning, up to three times, while
  /// rows are left that the app held; what it still holds then is left to the next backfill. Each
  /// batch is a transaction with its cursor, so that a killed backfill goes on after its last one.
  ///
  /// - Parameter again: from the beginning at once, for what was written the old way since.
  /// - Returns: how many rows were changed.
  /// - Throws: `MigrationError.backfillIncomplete` and `.backfillRefused`: the cursor stands before
  ///   the first row that was not filled.
  func backfill(_ migration: Migration, again: Bool) throws -> Int64 {
    let words = WordSpelling(in: try FoundObjects(connection))
    var walk = try walk(migration, again: again, words)
    var changed = walk.changed
    for _ in 1..<Self.walks where walk.left > 0 && walk.unfilled.isEmpty {
      try connection.wait(patience.pause)
      walk = try self.walk(migration, again: true, words)
      changed += walk.changed
    }
    guard walk.unfilled.isEmpty else {
      throw MigrationError.backfillIncomplete(
        migration: migration.name, walk.unfilled,
        suspects: try survey(migration).suspects(of: Set(walk.unfilled.flatMap(\.written))))
    }
    if walk.left > 0 { report(.passedOver(migration, rows: walk.left)) }
    return changed
  }

  private static let walks = 3

  /// One walk ends with the first batch that is not full: what the app adds meanwhile is left to the
  /// next, so that a walk does not run after the app for ever. It goes on after a batch that was not
  /// filled, to count them all, and leaves the cursor before it.
  private func walk(
    _ migration: Migration, again: Bool, _ words: WordSpelling
  ) throws -> BackfillWalk {
    var walk = BackfillWalk(cursor: try ledger.cursor(of: migration, again: again), words: words)
    let before = walk.cursor.rowsChanged
    var position = walk.cursor.lastID
    var size = patience.batchSize
    var isDone = false
    while !isDone {
      let batch: BackfillBatch
      do {
        batch = try fill(migration, after: position, size: size, &walk)
      } catch let refusal as RefusedBatch {
        guard size > 1 else { throw try error(for: refusal, of: migration) }
        size /= 2
        continue
      }
      position = batch.lastID ?? position
      isDone = batch.idsSeen < size
      size = min(size * 2, patience.batchSize)
      if batch.lastID != nil { report(.batch(migration, walk.cursor)) }
    }
    walk.changed = walk.cursor.rowsChanged - before
    return walk
  }

  /// Runs one batch and compares what it filled with what it had to fill. One that is not filled is
  /// rolled back as a whole: what is only made together with a row would be missing for ever.
  ///
  /// - Parameter again: whether it came out so before. Once, it may be the app, which adds a test and is
  ///   taking it away just between the two statements; twice, it is not.
  private func fill(
    _ migration: Migration, after lastID: Int64?, size: Int, _ walk: inout BackfillWalk,
    again: Bool = false
  ) throws -> BackfillBatch {
    let duty = try BackfillDuty.of(migration)
    var owed: [OwedRow] = []
    do {
      let (batch, cursor) = try retry(migration) {
        try prepareBatch()
        owed = try duty.hold(connection, walk.words, after: lastID, size: size)
        let batch = try runBatch(
          walk.words.spelled(migration.sql), after: lastID, size: size)
        // Constraint triggers that wait for the commit have their say now, while it can be counted.
        try connection.execute("set constraints all immediate")
        let unfilled =
          try duty.unfilled(connection, of: owed.filter { $0.walkID <= batch.lastID ?? .min })
        guard unfilled.isEmpty else { throw UnfilledBatch(batch: batch, rows: unfilled) }
        let stays = !walk.unfilled.isEmpty
        return (batch, try ledger.advance(migration, past: batch, cursorStays: stays))
      }
      walk.cursor = cursor
      walk.left += batch.rowsLeft
      return batch
    } catch let unfilled as UnfilledBatch {
      guard again else {
        return try fill(migration, after: lastID, size: size, &walk, again: true)
      }
      walk.add(unfilled.rows)
      return unfilled.batch
    } catch MigrationError.failed(_, .server(let error)) where error.isAboutRows {
      throw RefusedBatch(rows: owed.map(\.walkID), error: error)
    }
  }

  /// A batch is a range of the primary key. While most rows lack what it gives, statistics would
  /// rather collect and sort all of them, for each batch anew. By its name a trigger of the app's
  /// tells a batch from the app, whatever name the connection string gives the session.
  private func prepareBatch() throws {
    try connection.execute(
      """
      select set_config('jit', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('application_name', \(Migrator.applicationName), true)
      """)
  }

  private func runBatch(
    _ sql: String, after lastID: Int64?, size: Int
  ) throws -> BackfillBatch {
    let statement = Statement(text: sql, lastID ?? .min, Int64(size))
    return try connection.query(statement) { row in
      BackfillBatch(
        lastID: try row.decodeOptional(0), idsSeen: try row.decode(1),
        rowsChanged: try row.decode(2), rowsLeft: try row.decode(3),
        newestRowAt: try row.decodeOptional(4))
    }[0]
  }

  private func survey(_ migration: Migration) throws -> BackfillSurvey {
    try BackfillSurvey(connection, of: [migration])
  }

  private func error(
    for refusal: RefusedBatch, of migration: Migration
  ) throws -> MigrationError {
    let survey = try survey(migration)
    let trigger = survey.trigger(behind: refusal.error)
    let table = try BackfillDuty.of(migration).walks
    return .backfillRefused(
      migration: migration.name, at: refusal.rows.first.map { "\(table) id \($0)" } ?? table,
      by: trigger,
      suspects: trigger == nil ? survey.suspects(of: []) : [], refusal.error)
  }
}

/// What came of one walk.
private struct BackfillWalk {
  var cursor: BackfillProgress
  /// How the app's columns have the words that it writes.
  let words: WordSpelling
  var changed: Int64 = 0
  /// Rows that need it, and that the app held.
  var left: Int64 = 0
  /// Rows that nobody held, and that were left as they were all the same.
  private(set) var unfilled: [UnfilledRows] = []

  init(cursor: BackfillProgress, words: WordSpelling) {
    self.cursor = cursor
    self.words = words
  }

  mutating func add(_ rows: [UnfilledRows]) {
    for more in rows {
      let known = unfilled.firstIndex { $0.table == more.table && $0.lacks == more.lacks }
      if let known { unfilled[known].add(more) } else { unfilled.append(more) }
    }
  }
}

/// A batch that did not fill what it had to.
private struct UnfilledBatch: Error {
  let batch: BackfillBatch
  let rows: [UnfilledRows]
}

/// A batch that the server, or a trigger of the app's, refused.
private struct RefusedBatch: Error {
  /// The ids of the walk that had to be filled.
  let rows: [Int64]
  let error: ServerError
}

extension ServerError {
  /// Whether another batch may pass: it is not the server's own trouble, nor a read-only session.
  fileprivate var isAboutRows: Bool {
    !isServerTrouble && sqlState != Self.readOnlyTransaction && !sqlState.hasPrefix("57")
      && !sqlState.hasPrefix("XX")
  }
}
