package import Postgres

package typealias SeriesAdvanceID = LongID<SeriesAdvance>

/// A stretch of a series' numbers that was passed over on purpose: no document of this database has
/// them, and none will.
package struct SeriesAdvance: Model {
  package let advanceID: SeriesAdvanceID
  package let seriesID: NumberSeriesID
  package let firstSequence: Int64
  package let lastSequence: Int64
  package let reason: String
  /// nil where the series was begun beyond 1 before advances were recorded.
  package let runID: RunID?
  package let advancedAt: Instant

  package static let table = Table(
    "billing_series_advances",
    columns: [
      Column("advance_id", .bigint),
      Column("series_id", .integer),
      Column("first_sequence", .bigint),
      Column("last_sequence", .bigint),
      Column("reason", .text),
      Column("run_id", .bigint, nullable: true),
      Column("advanced_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    advanceID = try row.decode(0)
    seriesID = try row.decode(1)
    firstSequence = try row.decode(2)
    lastSequence = try row.decode(3)
    reason = try row.decode(4)
    runID = try row.decodeOptional(5)
    advancedAt = try row.decode(6)
  }
}
