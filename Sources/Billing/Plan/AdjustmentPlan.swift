/// The notes that settle the drift of a period, and what no note can settle.
package struct AdjustmentPlan: Sendable {
  /// In the order of the records' invoices.
  package private(set) var notes: [AdjustmentNote] = []
  /// Bookings that have drifted and cannot be priced: they have to be put right first.
  package private(set) var unsettled: [(bookingID: BookingID, reason: String)] = []
  /// What would hold back a draft of a booking that gets a note: somebody has to look at it before
  /// the note is posted, as nothing holds back a note.
  package private(set) var holds: [(bookingID: BookingID, finding: Finding)] = []
  /// The ends of series that have no number for some of the notes.
  package var ends: [SeriesEnd] = []

  package init() {}

  /// Adds the note for one booking, where it has drifted.
  package mutating func add(_ booking: BookingFacts, _ plan: BookingPlan) throws(MoneyOverflow) {
    guard case .drifted(let stored, let drift) = plan.change else { return }
    let finding = drift.finding(of: stored)
    if drift.reason == nil {
      holds += plan.found.filter { $0.severity == .hold && $0.finding.kind != .drift }
        .map { (booking.id, $0.finding) }
    }
    switch drift {
    case .unpriceable(let reason):
      unsettled.append((booking.id, reason))
    case .notBilled(let reason):
      let explanation = Explanation(
        nothingBilledOf: booking.id, user: stored.userID,
        serviceDate: booking.serviceDate ?? stored.billingDate, billingDate: stored.billingDate,
        reason: reason)
      try add(stored, booking.id, becoming: .nothing, explanation.json(), reason: finding.detail)
    case .repriced(let draft):
      try add(stored, booking.id, becoming: draft.standing, draft.pricing, reason: finding.detail)
    }
  }

  private mutating func add(
    _ stored: StoredRecord, _ booking: BookingID, becoming after: RecordStanding,
    _ pricing: [UInt8], reason: String
  ) throws(MoneyOverflow) {
    let before = stored.standing
    let difference = try after.amounts.final - before.amounts.final
    notes.append(
      AdjustmentNote(
        bookingID: booking, recordID: stored.recordID,
        kind: difference > .zero ? .debitNote : .creditNote,
        amount: difference.isNegative ? try Money.zero - difference : difference, reason: reason,
        before: before, after: after, pricingAfter: pricing))
  }

  /// What the notes of a kind come to.
  package func total(_ kind: AdjustmentKind) -> PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    for note in notes where note.kind == kind { sum.add(note.amount) }
    return sum
  }
}
