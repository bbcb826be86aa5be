package import Postgres

package typealias AdjustmentID = LongID<BillingAdjustment>

/// Which way an adjustment goes.
package enum AdjustmentKind: String, StoredEnumeration {
  /// The customer owes less.
  case creditNote = "credit_note"
  /// The customer owes more.
  case debitNote = "debit_note"
}

/// A credit or debit note: how a finalized record is corrected.
package struct BillingAdjustment: Model {
  package let adjustmentID: AdjustmentID
  package let recordID: BillingRecordID
  package let kind: AdjustmentKind
  package let adjustmentNumber: String
  package let seriesID: NumberSeriesID
  package let sequence: Int64
  package let adjustmentDate: CalendarDate
  /// The open period it was posted into.
  package let billingPeriod: BillingPeriod
  /// Positive in both kinds.
  package let amount: Money
  package let reason: String
  package let pricingBefore: JSONText
  package let pricingAfter: JSONText
  package let runID: RunID
  package let createdAt: Instant

  package static let table = Table(
    "billing_adjustments",
    columns: [
      Column("adjustment_id", .bigint),
      Column("record_id", .integer),
      Column("kind", .text),
      Column("adjustment_number", .text),
      Column("series_id", .integer),
      Column("sequence", .bigint),
      Column("adjustment_date", .date),
      Column("billing_period", .text),
      Column("amount", .money),
      Column("reason", .text),
      Column("pricing_before", .jsonb),
      Column("pricing_after", .jsonb),
      Column("run_id", .bigint),
      Column("created_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    adjustmentID = try row.decode(0)
    recordID = try row.decode(1)
    kind = try row.decode(2)
    adjustmentNumber = try row.decode(3)
    seriesID = try row.decode(4)
    sequence = try row.decode(5)
    adjustmentDate = try row.decode(6)
    billingPeriod = try row.decode(7)
    amount = try row.decode(8)
    reason = try row.decode(9)
    pricingBefore = try row.decode(10)
    pricingAfter = try row.decode(11)
    runID = try row.decode(12)
    createdAt = try row.decode(13)
  }
}
