package import Billing
package import Postgres

/// What a run found that somebody should know (R8).
package struct BillingFinding: TableRow {
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

  package static let table = Table.billingFindings

  package init(row: borrowing Row) throws(PostgresError) {
    findingID = try row.decode(0)
    kind = try row.decode(1)
    severity = try row.decode(2)
    bookingID = try row.decodeOptional(3)
    offerID = try row.decodeOptional(4)
    serviceDate = try row.decodeOptional(5)
    billingPeriod = try row.decodeOptional(6)
    detail = try row.decode(7)
    openedRunID = try row.decode(8)
    openedOn = try row.decode(9)
    closedRunID = try row.decodeOptional(10)
    closedOn = try row.decodeOptional(11)
    releasedAt = try row.decodeOptional(12)
    releasedBy = try row.decodeOptional(13)
    releaseReason = try row.decodeOptional(14)
    releasedFingerprint = try row.decodeOptional(15)
    acceptedAt = try row.decodeOptional(16)
    acceptedBy = try row.decodeOptional(17)
    acceptReason = try row.decodeOptional(18)
    acceptedFingerprint = try row.decodeOptional(19)
  }
}
