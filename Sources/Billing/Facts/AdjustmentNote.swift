/// Which way an adjustment goes.
package enum AdjustmentKind: String, NamedEnumeration {
  /// The customer owes less.
  case creditNote = "credit_note"
  /// The customer owes more.
  case debitNote = "debit_note"
}

/// A credit or debit note that is to be posted.
package struct AdjustmentNote: Equatable, Sendable {
  package var bookingID: BookingID
  package var recordID: BillingRecordID
  package var kind: AdjustmentKind
  /// Positive in both kinds, or nothing where only tests or parts of the amount change.
  package var amount: Money
  /// What changed, in words.
  package var reason: String
  /// What is billed of the booking before and after it.
  package var before: RecordStanding
  package var after: RecordStanding
  /// The explanation after it, the JSON of `billing_adjustments.pricing_after`, as UTF-8.
  package var pricingAfter: [UInt8]

  package init(
    bookingID: BookingID, recordID: BillingRecordID, kind: AdjustmentKind, amount: Money,
    reason: String, before: RecordStanding, after: RecordStanding, pricingAfter: [UInt8]
  ) {
    self.bookingID = bookingID
    self.recordID = recordID
    self.kind = kind
    self.amount = amount
    self.reason = reason
    self.before = before
    self.after = after
    self.pricingAfter = pricingAfter
  }
}

/// A note that was posted, with its number.
package struct PostedNote: Sendable {
  package var number: String
  package var note: AdjustmentNote

  package init(number: String, note: AdjustmentNote) {
    self.number = number
    self.note = note
  }
}
