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
      console.progress(outer: Progress(what: "migrating", done: position - 1, total: count))
      console.progress(Progress(what: migration.name))
      console.log(.began(migration, position, of: count))
    case .batch(let migration, let cursor):
      console.progress(
        Progress(what: migration.name, done: Int(cursor.rowsChanged), unit: "rows"))
      console.log(.batch(migration, cursor))
    case .passedOver(let migration, let rows):
      console.log(.passedOver(migration, rows: rows))
    case .retrying(let migration, let attempt):
      console.log(.retrying(migration, attempt: attempt))
    case .finished(let migration, let duration):
      console.log(.applied(migration, in: duration))
    }
  }
}
