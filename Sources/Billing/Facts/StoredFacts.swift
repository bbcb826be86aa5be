/// What is stored for a booking already, as far as a run compares with it.
package struct StoredRecord: Equatable, Sendable {
  package var recordID: BillingRecordID
  package var status: RecordStatus
  package var userID: UserID
  package var amounts: Amounts
  package var testIDs: [TestID]
  package var billingDate: CalendarDate
  package var fingerprint: String
  /// What its credit and debit notes have made of it; nil where it has none.
  package var adjusted: RecordStanding?
  /// The service date that is billed, as the record or its last note explains it; nil where nobody
  /// asked, since the booking's date still agrees with the billing date.
  package var billedServiceDate: CalendarDate?

  package init(
    recordID: BillingRecordID, status: RecordStatus, userID: UserID, amounts: Amounts,
    testIDs: [TestID], billingDate: CalendarDate, fingerprint: String,
    adjusted: RecordStanding? = nil
  ) {
    self.recordID = recordID
    self.status = status
    self.userID = userID
    self.amounts = amounts
    self.testIDs = testIDs
    self.billingDate = billingDate
    self.fingerprint = fingerprint
    self.adjusted = adjusted
  }

  /// Whether its amounts do not change any more.
  package var isFinalized: Bool { status != .draft }

  /// What is billed of the booking today: the record, as its notes have corrected it.
  package var standing: RecordStanding {
    adjusted ?? RecordStanding(amounts: amounts, testIDs: testIDs)
  }
}

/// Amounts and tests that a record and its notes come to.
package struct RecordStanding: Equatable, Sendable {
  package var amounts: Amounts
  package var testIDs: [TestID]

  package init(amounts: Amounts, testIDs: [TestID]) {
    self.amounts = amounts
    self.testIDs = testIDs
  }

  /// A booking that is not billed.
  package static let nothing = RecordStanding(amounts: .zero, testIDs: [])
}

extension RecordDraft {
  /// What a record of this draft would come to.
  package var standing: RecordStanding { RecordStanding(amounts: amounts, testIDs: testIDs) }
}

/// A finding that is open.
package struct StoredFinding: Equatable, Sendable {
  package var findingID: FindingID
  package var kind: FindingKind
  package var severity: FindingSeverity
  package var detail: String
  package var serviceDate: CalendarDate?
  package var billingPeriod: BillingPeriod?
  /// The fingerprint an admin released the hold for; nil while nobody has.
  package var releasedFingerprint: String?
  /// The state of the booking in which an admin accepted it; nil while nobody has.
  package var acceptedFingerprint: String?

  package init(
    findingID: FindingID, kind: FindingKind, severity: FindingSeverity, detail: String,
    serviceDate: CalendarDate?, billingPeriod: BillingPeriod?, releasedFingerprint: String? = nil,
    acceptedFingerprint: String? = nil
  ) {
    self.findingID = findingID
    self.kind = kind
    self.severity = severity
    self.detail = detail
    self.serviceDate = serviceDate
    self.billingPeriod = billingPeriod
    self.releasedFingerprint = releasedFingerprint
    self.acceptedFingerprint = acceptedFingerprint
  }
}

/// Where a record stands; it moves one step at a time, and never back.
package enum RecordStatus: String, NamedEnumeration {
  case draft
  /// From here on the amounts do not change.
  case finalized
  /// It has a number.
  case invoiced
  /// Nothing is outstanding.
  case paid

  /// What people are told: a record that is settled although nothing was ever paid of it, since it is
  /// of nothing or notes took all of it back, is not called paid. Files for programs keep the status.
  package func word(isPaidFor: Bool) -> String {
    self == .paid && !isPaidFor ? "settled" : rawValue
  }
}
