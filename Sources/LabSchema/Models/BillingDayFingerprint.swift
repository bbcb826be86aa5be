package import Postgres

/// What the records of one billing date were priced from, when a night last held all of them against
/// it: another one means that something changed since.
package struct BillingDayFingerprint: Model {
  package let billingDate: CalendarDate
  package let fingerprint: String
  /// The night that looked.
  package let runID: RunID

  package static let table = Table(
    "billing_day_fingerprints",
    columns: [
      Column("billing_date", .date),
      Column("fingerprint", .text),
      Column("run_id", .bigint),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    billingDate = try row.decode(0)
    fingerprint = try row.decode(1)
    runID = try row.decode(2)
  }
}
