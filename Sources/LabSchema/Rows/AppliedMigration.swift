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
package struct AppliedMigration: TableRow {
  package let version: Int32
  package let name: String
  package let phase: MigrationPhase
  /// Of the file as it was applied, in hexadecimal.
  package let sha256: String
  /// Whether the running app had made its tables already: recognised, not run.
  package let isAdopted: Bool
  package let appliedAt: Instant
  package let durationMilliseconds: Int64

  package static let table = Table.schemaMigrations

  package init(row: borrowing Row) throws(PostgresError) {
    version = try row.decode(0)
    name = try row.decode(1)
    phase = try row.decode(2)
    sha256 = try row.decode(3)
    isAdopted = try row.bool(4)
    appliedAt = try row.decode(5)
    durationMilliseconds = try row.decode(6)
  }
}
