package import Billing
package import Postgres

/// How far a backfill has come: its cursor, moved in the transaction of each batch.
package struct BackfillProgress: TableRow {
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

  package static let table = Table.schemaBackfills

  package init(row: borrowing Row) throws(PostgresError) {
    version = try row.decode(0)
    lastID = try row.decodeOptional(1)
    batches = try row.decode(2)
    rowsChanged = try row.decode(3)
    newestRowAt = try row.decodeOptional(4)
    startedAt = try row.decode(5)
    updatedAt = try row.decode(6)
  }
}
