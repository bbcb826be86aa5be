package import Billing
package import Postgres

/// What a run found that somebody should know (R8).
package struct BillingFinding: Equatable, Sendable {
  package let findingID: FindingID
  package let kind: FindingKind
  package let severity: FindingSeverity
  /// May name a booking that is no more.
  package let bookingID: BookingID?
  package let offerID: OfferID?
  package let serviceDate: CalendarDate?
  package let billingPeriod: BillingPeriod?
  package let detail: String
  package let openedRunID: RunID
  /// Business date of the run that opened it.
  package let openedOn: CalendarDate
  /// The run that found it gone; nil while it is open.
  package let closedRunID: RunID?
  package let closedOn: CalendarDate?
  package let releasedAt: Instant?
  package let releasedBy: String?
  package let releaseReason: String?
  /// What was released: a record that changed since is held again.
  package let releasedFingerprint: String?
  package let acceptedAt: Instant?
  package let acceptedBy: String?
  package let acceptReason: String?
  /// What was accepted: a booking that changed since brings the finding back.
  package let acceptedFingerprint: String?
}

extension BillingFinding: TableRow {
  package static let table = Table.billingFindings

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      findingID: row.next(&column), kind: row.next(&column), severity: row.next(&column),
      bookingID: row.nextIfAny(&column), offerID: row.nextIfAny(&column),
      serviceDate: row.nextIfAny(&column), billingPeriod: row.nextIfAny(&column),
      detail: row.next(&column), openedRunID: row.next(&column), openedOn: row.next(&column),
      closedRunID: row.nextIfAny(&column), closedOn: row.nextIfAny(&column),
      releasedAt: row.nextIfAny(&column), releasedBy: row.nextIfAny(&column),
      releaseReason: row.nextIfAny(&column), releasedFingerprint: row.nextIfAny(&column),
      acceptedAt: row.nextIfAny(&column), acceptedBy: row.nextIfAny(&column),
      acceptReason: row.nextIfAny(&column), acceptedFingerprint: row.nextIfAny(&column))
  }
}
