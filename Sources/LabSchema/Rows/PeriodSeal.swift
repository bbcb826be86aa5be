package import Billing
package import Postgres

/// What a closed month was sealed with, chained to the sealed month before (docs/closing.md).
package struct PeriodSeal: TableRow {
  package let sealID: PeriodSealID
  package let period: BillingPeriod
  /// SHA-256 of the manifest of the month's package, in hexadecimal digits.
  package let seal: String
  package let previousPeriod: BillingPeriod?
  package let previousSeal: String?
  package let sealedAt: Instant
  package let runID: RunID
  /// When the month was reopened; nil while the seal holds.
  package let reopenedAt: Instant?
  package let reopenedRunID: RunID?
  package let reopenReason: String?

  package static let table = Table.billingPeriodSeals

  package init(row: borrowing Row) throws(PostgresError) {
    sealID = try row.decode(0)
    period = try row.decode(1)
    seal = try row.decode(2)
    previousPeriod = try row.decodeOptional(3)
    previousSeal = try row.decodeOptional(4)
    sealedAt = try row.decode(5)
    runID = try row.decode(6)
    reopenedAt = try row.decodeOptional(7)
    reopenedRunID = try row.decodeOptional(8)
    reopenReason = try row.decodeOptional(9)
  }
}
