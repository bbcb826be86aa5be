/// What becomes of a booking by the data of one moment, in a word; stable, for programs.
package enum PreviewedOutcome: String, CaseIterable, Sendable {
  case billed
  /// Billed, and kept a draft until somebody releases it.
  case held
  case quarantined
  case notBilled = "not_billed"
}

/// What a booking comes to by the data of one moment, whatever is stored of it.
struct PreviewedBooking: Sendable {
  var outcome: PreviewedOutcome
  /// Nothing where it is not billed.
  var amounts: Amounts
  /// The day that its record is posted to; nil where it has none.
  var billingDate: CalendarDate?
  /// Whether its record does not change any more.
  var isFinalized: Bool
  /// Whether that record differs from what the booking comes to.
  var hasDrifted: Bool

  static let notBilled = PreviewedBooking(
    outcome: .notBilled, amounts: .zero, billingDate: nil, isFinalized: false, hasDrifted: false)

  init(_ plan: BookingPlan) {
    let priced: Amounts?
    switch plan.change {
    case .none, .removed:
      (priced, billingDate) = (nil, nil)
    case .new(let draft), .changed(let draft, _):
      (priced, billingDate) = (draft.amounts, draft.billingDate)
    case .unchanged(let stored):
      priced = stored.standing == .nothing ? nil : stored.standing.amounts
      billingDate = stored.billingDate
    case .drifted(let stored, .repriced(let draft)):
      (priced, billingDate) = (draft.amounts, stored.billingDate)
    case .drifted(let stored, .notBilled), .drifted(let stored, .unpriceable):
      (priced, billingDate) = (nil, stored.billingDate)
    }
    amounts = priced ?? .zero
    isFinalized = plan.change.isOfFinalized
    hasDrifted = plan.change.isDrift
    if priced != nil {
      outcome = plan.isHeld ? .held : .billed
    } else {
      outcome = plan.isQuarantined ? .quarantined : .notBilled
    }
  }

  private init(
    outcome: PreviewedOutcome, amounts: Amounts, billingDate: CalendarDate?, isFinalized: Bool,
    hasDrifted: Bool
  ) {
    self.outcome = outcome
    self.amounts = amounts
    self.billingDate = billingDate
    self.isFinalized = isFinalized
    self.hasDrifted = hasDrifted
  }
}

extension RecordChange {
  fileprivate var isDrift: Bool {
    if case .drifted = self { true } else { false }
  }
}
