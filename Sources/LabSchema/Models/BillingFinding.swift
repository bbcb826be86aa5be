package import Postgres

package typealias FindingID = LongID<BillingFinding>

/// What a finding does to its booking (R8).
package enum FindingSeverity: String, StoredEnumeration {
  /// No record is written.
  case quarantine
  /// The record stays a draft until somebody releases it.
  case hold
  /// Nothing: it is told.
  case warn
}

/// What can be found; the rule that finds it says when.
package enum FindingKind: String, StoredEnumeration {
  case noDate = "no_date"
  case noUser = "no_user"
  case noItems = "no_items"
  case badQuantity = "bad_quantity"
  case badPrice = "bad_price"
  case amountOutOfRange = "amount_out_of_range"
  case badDistance = "bad_distance"
  case noDistancePricing = "no_distance_pricing"
  case badRedemption = "bad_redemption"
  case priceFallback = "price_fallback"
  case distanceOutlier = "distance_outlier"
  case badOffer = "bad_offer"
  case redemptionInvalid = "redemption_invalid"
  case redemptionMismatch = "redemption_mismatch"
  case discountCapped = "discount_capped"
  case zeroAmount = "zero_amount"
  case lateBooking = "late_booking"
  case drift
  case customerChanged = "customer_changed"
  case serviceMonthChanged = "service_month_changed"
  case beyondLookback = "beyond_lookback"
  case rowLocked = "row_locked"
}

extension FindingKind {
  /// What is found of a record that does not change any more, beside its booking as it is today. A
  /// person settles or accepts it, whatever its severity.
  package static let ofFinalized: [FindingKind] = [.drift, .customerChanged, .serviceMonthChanged]

  /// Whether such a finding is settled by nothing but that its cause goes, or that a person accepts it.
  package func asksForAcceptance(at severity: FindingSeverity) -> Bool {
    severity == .quarantine || Self.ofFinalized.contains(self)
  }
}

/// What a run found that somebody should know (R8).
package struct BillingFinding: Model {
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

  package static let table = Table(
    "billing_findings",
    columns: [
      Column("finding_id", .bigint),
      Column("kind", .text),
      Column("severity", .text),
      Column("booking_id", .integer, nullable: true),
      Column("offer_id", .integer, nullable: true),
      Column("service_date", .date, nullable: true),
      Column("billing_period", .text, nullable: true),
      Column("detail", .text),
      Column("opened_run_id", .bigint),
      Column("opened_on", .date),
      Column("closed_run_id", .bigint, nullable: true),
      Column("closed_on", .date, nullable: true),
      Column("released_at", .instant, nullable: true),
      Column("released_by", .text, nullable: true),
      Column("release_reason", .text, nullable: true),
      Column("released_fingerprint", .text, nullable: true),
      Column("accepted_at", .instant, nullable: true),
      Column("accepted_by", .text, nullable: true),
      Column("accept_reason", .text, nullable: true),
      Column("accepted_fingerprint", .text, nullable: true),
    ])

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
