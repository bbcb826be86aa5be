package import Billing
package import Postgres

/// What a closed month was sealed with, chained to the sealed month before (docs/closing.md).
package struct PeriodSeal: Equatable, Sendable {
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
}

extension PeriodSeal: TableRow {
  package static let table = Table.billingPeriodSeals

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      sealID: row.next(&column), period: row.next(&column), seal: row.next(&column),
      previousPeriod: row.nextIfAny(&column), previousSeal: row.nextIfAny(&column),
      sealedAt: row.next(&column), runID: row.next(&column), reopenedAt: row.nextIfAny(&column),
      reopenedRunID: row.nextIfAny(&column), reopenReason: row.nextIfAny(&column))
  }
}
