/// A billing record as a run wants it stored, before it has a status or a number.
package struct RecordDraft: Sendable {
  package var bookingID: BookingID
  package var userID: UserID
  package var testIDs: [TestID]
  package var amounts: Amounts
  /// R7; its month is the billing period.
  package var billingDate: CalendarDate
  /// The JSON of `billing_records.pricing` (R9), as UTF-8.
  package var pricing: [UInt8]
  /// SHA-256 of ``pricing``, in hexadecimal.
  package var fingerprint: String

  package init(
    bookingID: BookingID, userID: UserID, testIDs: [TestID], amounts: Amounts,
    billingDate: CalendarDate, pricing: [UInt8], fingerprint: String
  ) {
    self.bookingID = bookingID
    self.userID = userID
    self.testIDs = testIDs
    self.amounts = amounts
    self.billingDate = billingDate
    self.pricing = pricing
    self.fingerprint = fingerprint
  }
}

/// A draft of a booking that has no record yet.
package struct NewRecord: Sendable {
  package var draft: RecordDraft
  /// Whether it is due: it begins as finalized.
  package var isFinalized: Bool

  package init(draft: RecordDraft, isFinalized: Bool) {
    self.draft = draft
    self.isFinalized = isFinalized
  }
}

/// What a run does to the open findings.
package enum FindingChange: Equatable, Sendable {
  case open(OpenedFinding)
  /// Still there, with other words or another severity; it comes back where the booking changed
  /// since somebody released or accepted it.
  case revise(FindingID, severity: FindingSeverity, detail: String, comesBack: Bool)
  /// Gone.
  case close(FindingID)
}

/// A finding that a run saw first.
package struct OpenedFinding: Equatable, Sendable {
  package var kind: FindingKind
  package var severity: FindingSeverity
  package var bookingID: BookingID?
  package var offerID: OfferID?
  package var serviceDate: CalendarDate?
  package var billingPeriod: BillingPeriod?
  package var detail: String

  package init(
    kind: FindingKind, severity: FindingSeverity, bookingID: BookingID? = nil,
    offerID: OfferID? = nil, serviceDate: CalendarDate? = nil, billingPeriod: BillingPeriod?,
    detail: String
  ) {
    self.kind = kind
    self.severity = severity
    self.bookingID = bookingID
    self.offerID = offerID
    // A date far from any calendar stands for none.
    self.serviceDate = serviceDate?.known
    self.billingPeriod = billingPeriod
    self.detail = detail
  }
}
