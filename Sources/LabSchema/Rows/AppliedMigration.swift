package import Billing
package import Postgres

/// The part of the plan a migration belongs to.
package enum MigrationPhase: String, StoredEnumeration {
  /// What the app held before.
  case baseline
  /// Critical.
  case p0
  /// High.
  case p1
  /// Medium.
  case p2
  /// The job's own tables.
  case jobs
  /// What breaks the app that was running before: last, and only on demand.
  case contract
}

/// A migration that was applied to this schema, and from which text.
package struct AppliedMigration: Equatable, Sendable {
  package let version: Int32
  package let name: String
  package let phase: MigrationPhase
  /// Of the file as it was applied, in hexadecimal.
  package let sha256: String
  /// Whether the running app had made its tables already: recognised, not run.
  package let isAdopted: Bool
  package let appliedAt: Instant
  package let durationMilliseconds: Int64
}

extension AppliedMigration: TableRow {
  package static let table = Table.schemaMigrations

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      version: row.next(&column), name: row.next(&column), phase: row.next(&column),
      sha256: row.next(&column), isAdopted: row.next(&column), appliedAt: row.next(&column),
      durationMilliseconds: row.next(&column))
  }
}

/// How far a backfill has come: its cursor, moved in the transaction of each batch.
package struct BackfillProgress: Equatable, Sendable {
  /// The migration's.
  package let version: Int32
  /// The last id that was looked at; nil is none yet.
  package let lastID: Int64?
  package let batches: Int64
  package let rowsChanged: Int64
  /// When the newest of the rows that needed it was created: how long ago the app last wrote the
  /// old way.
  package let newestRowAt: Instant?
  package let startedAt: Instant
  package let updatedAt: Instant
}

extension BackfillProgress: TableRow {
  package static let table = Table.schemaBackfills

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      version: row.next(&column), lastID: row.nextIfAny(&column), batches: row.next(&column),
      rowsChanged: row.next(&column), newestRowAt: row.nextIfAny(&column),
      startedAt: row.next(&column), updatedAt: row.next(&column))
  }
}
