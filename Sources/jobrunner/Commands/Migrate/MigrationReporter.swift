internal import LabSchema

/// Tells what a migrator is doing: a line for each step, and on a terminal how far a backfill is.
struct MigrationReporter {
  private let console: Console

  init(_ console: Console) {
    self.console = console
  }

  func report(_ progress: Migrator.Progress) {
    switch progress {
    case .waiting:
      console.log(.waitingForMigrator)
    case .adopted(let migration): console.log(.adopted(migration))
    case .noted(let sentence): console.log(.remark(sentence))
    case .started(let migration, let position, let count):
      console.progress("\(migration.name) (\(position) of \(count))")
      console.log(.began(migration, position, of: count))
    case .batch(let migration, let cursor):
      let text =
        "\(migration.name): \(cursor.rowsChanged) rows changed, at id \(cursor.lastID ?? 0)"
      console.progress(text)
      console.log(.batch(migration, cursor))
    case .passedOver(let migration, let rows):
      console.progress("")
      console.log(.passedOver(migration, rows: rows))
    case .retrying(let migration, let attempt):
      console.progress("")
      console.log(.retrying(migration, attempt: attempt))
    case .finished(let migration, let duration):
      console.progress("")
      console.log(.applied(migration, in: duration))
    }
  }
}
