package import Postgres

/// How far a backfill has come: its cursor, moved in the transaction of each batch.
package struct BackfillProgress: Model {
  /// The migration's.
  package let version: Int32
  /// The last id that was looked at; 0 is none yet.
  package let lastID: Int64
  package let batches: Int64
  package let rowsChanged: Int64
  /// When the newest of the rows that needed it was created: how long ago the app last wrote the
  /// old way.
  package let newestRowAt: Instant?
  package let startedAt: Instant
  package let updatedAt: Instant

  package static let table = Table(
    "schema_backfills",
    columns: [
      Column("version", .integer),
      Column("last_id", .bigint),
      Column("batches", .bigint),
      Column("rows_changed", .bigint),
      Column("newest_row_at", .instant, nullable: true),
      Column("started_at", .instant),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    version = try row.decode(0)
    lastID = try row.decode(1)
    batches = try row.decode(2)
    rowsChanged = try row.decode(3)
    newestRowAt = try row.decodeOptional(4)
    startedAt = try row.decode(5)
    updatedAt = try row.decode(6)
  }
}
