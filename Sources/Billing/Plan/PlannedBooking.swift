/// What becomes of a booking's record in a plan, in a word; stable, for programs.
package enum PlannedAction: String, CaseIterable, Sendable {
  case new
  case changed
  case removed
  case unchanged
  /// Finalized, and it would come out otherwise today: it stays, and is settled by a note.
  case drifted
  /// There is no record, and there should be none.
  case none
}

/// One booking of a plan, as a person reviews it.
package struct PlannedBooking: Sendable {
  package var bookingID: BookingID
  package var serviceDate: CalendarDate?
  package var action: PlannedAction
  /// The record's status before; nil where there is none.
  package var status: RecordStatus?
  package var isHeld: Bool
  package var isQuarantined: Bool
  package var finalizes: Bool
  package var stored: PlannedAmounts?
  /// What it would be; for a drift, what its booking would be billed today.
  package var planned: PlannedAmounts?
  package var reasons: [ChangeReason]
  package var findings: [(finding: Finding, severity: FindingSeverity)]
}

/// The amounts of a record, stored or planned.
package struct PlannedAmounts: Equatable, Sendable {
  package var billingDate: CalendarDate
  package var amounts: Amounts

  package init(_ amounts: Amounts, billingDate: CalendarDate) {
    self.amounts = amounts
    self.billingDate = billingDate
  }

  package init(_ draft: RecordDraft) {
    self.init(draft.amounts, billingDate: draft.billingDate)
  }

  package init(_ stored: StoredRecord) {
    self.init(stored.amounts, billingDate: stored.billingDate)
  }
}

extension PlannedBooking {
  /// - Parameter reasons: of a change or a repriced drift, from the two explanations.
  package init(_ plan: BookingPlan, serviceDate: CalendarDate?, reasons: [ChangeReason]) {
    bookingID = plan.bookingID
    self.serviceDate = serviceDate
    isHeld = plan.isHeld
    isQuarantined = plan.isQuarantined
    finalizes = plan.finalizes
    findings = plan.found
    self.reasons = reasons
    switch plan.change {
    case .none:
      action = .none
    case .new(let draft):
      action = .new
      planned = PlannedAmounts(draft)
    case .changed(let draft, let record):
      action = .changed
      status = record.status
      (stored, planned) = (PlannedAmounts(record), PlannedAmounts(draft))
    case .removed(let record, let reason):
      action = .removed
      status = record.status
      stored = PlannedAmounts(record)
      self.reasons = [ChangeReason(.notBilled, reason)]
    case .unchanged(let record):
      action = .unchanged
      status = record.status
      (stored, planned) = (PlannedAmounts(record), PlannedAmounts(record))
    case .drifted(let record, let drift):
      action = .drifted
      status = record.status
      stored = PlannedAmounts(record.standing.amounts, billingDate: record.billingDate)
      switch drift {
      case .repriced(let draft): planned = PlannedAmounts(draft)
      case .notBilled(let reason), .unpriceable(let reason):
        self.reasons = [ChangeReason(.notBilled, reason)]
      }
    }
  }
}
