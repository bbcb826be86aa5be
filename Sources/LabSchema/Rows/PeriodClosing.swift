package import Billing
package import Postgres

/// Whether a period takes new records.
package enum PeriodState: String, StoredEnumeration {
  case open
  case closed
}

/// Whether a month can still be posted into; a month without a row is open (R7).
package struct PeriodClosing: TableRow {
  package let period: BillingPeriod
  package let state: PeriodState
  package let closedAt: Instant?
  package let closedByRunID: RunID?
  package let note: String?

  package static let table = Table.billingPeriods

  package init(row: borrowing Row) throws(PostgresError) {
    period = try row.decode(0)
    state = try row.decode(1)
    closedAt = try row.decodeOptional(2)
    closedByRunID = try row.decodeOptional(3)
    note = try row.decodeOptional(4)
  }
}
