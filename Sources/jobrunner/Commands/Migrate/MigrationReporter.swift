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
      console.log("another migrator is at work on this schema; waiting for it")
    case .adopted(let migration):
      console.log("\(migration.name): the app's tables are recognised and left as they are")
    case .noted(let sentence): console.log(sentence)
    case .started(let migration, let position, let count):
      console.progress("\(migration.name) (\(position) of \(count))")
      console.detail("\(migration.name): begins (\(position) of \(count))")
    case .batch(let migration, let cursor):
      let text =
        "\(migration.name): \(cursor.rowsChanged) rows changed, at id \(cursor.lastID ?? 0)"
      console.progress(text)
      console.detail(text)
    case .passedOver(let migration, let rows):
      console.progress("")
      console.log(
        "\(migration.name): \(rows == 1 ? "a row" : "\(rows) rows") passed over, such as the app held; "
          + "take them later with: jobrunner migrate backfill"
      )
    case .retrying(let migration, let attempt):
      console.progress("")
      console.log("\(migration.name): its tables are locked; try \(attempt)")
    case .finished(let migration, let duration):
      console.progress("")
      console.log("\(migration.name): applied in \(Self.text(duration))")
    }
  }

  private static func text(_ duration: Duration) -> String {
    let milliseconds = Int64(duration / .milliseconds(1))
    return milliseconds < 1000
      ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
  }
}
