internal import LabSchema
internal import Logging
internal import PlainText

/// What the log tells of migrations.
extension Event {
  static let waitingForMigrator = Event(
    name: "migration_waiting", level: .notice,
    message: "another migrator is at work on this schema; waiting for it")

  static func adopted(_ migration: Migration) -> Event {
    Event(
      "migration_adopted", .notice, "the app's tables are recognised and left as they are",
      migration)
  }

  static func began(_ migration: Migration, _ position: Int, of count: Int) -> Event {
    Event(
      "migration_began", .info, "begins", migration,
      ["position": .stringConvertible(position), "of": .stringConvertible(count)])
  }

  static func batch(_ migration: Migration, _ cursor: BackfillProgress) -> Event {
    Event(
      "backfill_batch", .debug, "a batch is done", migration,
      [
        "rows_changed": .stringConvertible(cursor.rowsChanged),
        "last_id": .stringConvertible(cursor.lastID ?? 0),
      ])
  }

  static func passedOver(_ migration: Migration, rows: Int64) -> Event {
    Event(
      "backfill_passed_over", .warning,
      "\(migration.name): \(counted(rows, "row")) passed over, such as the app held; take them later "
        + "with: jobrunner migrate backfill",
      migration, ["rows": .stringConvertible(rows)])
  }

  static func retrying(_ migration: Migration, attempt: Int) -> Event {
    Event(
      "migration_retry", .notice, "its tables are locked; tried again", migration,
      ["attempt": .stringConvertible(attempt)])
  }

  static func applied(_ migration: Migration, in duration: Duration) -> Event {
    Event(
      "migration_applied", .notice, "applied", migration,
      ["took_ms": .stringConvertible(Int64(duration / .milliseconds(1)))])
  }

  private init(
    _ name: String, _ level: Logger.Level, _ message: String, _ migration: Migration,
    _ more: Logger.Metadata = [:]
  ) {
    self.init(
      name: name, level: level, message: message,
      fields: more.merging(["migration": .string(migration.name)]) { _, name in name })
  }
}
