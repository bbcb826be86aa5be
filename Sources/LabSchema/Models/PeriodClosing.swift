package import Postgres

/// Whether a period takes new records.
package enum PeriodState: String, StoredEnumeration {
  case open
  case closed
}

/// Whether a month can still be posted into; a month without a row is open (R7).
package struct PeriodClosing: Model {
  package let period: BillingPeriod
  package let state: PeriodState
  package let closedAt: Instant?
  package let closedByRunID: RunID?
  package let note: String?

  package static let table = Table(
    "billing_periods",
    columns: [
      Column("period", .text),
      Column("state", .text),
      Column("closed_at", .instant, nullable: true),
      Column("closed_by_run_id", .bigint, nullable: true),
      Column("note", .text, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    period = try row.decode(0)
    state = try row.decode(1)
    closedAt = try row.decodeOptional(2)
    closedByRunID = try row.decodeOptional(3)
    note = try row.decodeOptional(4)
  }
}
