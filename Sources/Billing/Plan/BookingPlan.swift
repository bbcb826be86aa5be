/// What a run does about one booking.
package struct BookingPlan: Sendable {
  package var bookingID: BookingID
  package var change: RecordChange
  /// Whether the draft is finalized in the same step.
  package var finalizes: Bool
  /// Whether it is a draft that a hold keeps back.
  package var isHeld: Bool
  package var isQuarantined: Bool
  /// What is found about it now, with what each does.
  package var found: [(finding: Finding, severity: FindingSeverity)]
  package var findingChanges: [FindingChange]

  /// The record that comes to be; nil where there is one, or is to be none.
  package var newRecord: NewRecord? {
    guard case .new(let draft) = change else { return nil }
    return NewRecord(draft: draft, isFinalized: finalizes)
  }
}

/// Compares what the rules say of a booking with what is stored: the same for the nightly run, a
/// re-run and a dry run. Pure; it reads and writes nothing.
package struct BookingPlanner {
  private let context: PlanContext
  /// Storage for explanations, used again for each booking.
  private var buffer: [UInt8] = []

  package init(_ context: PlanContext) {
    self.context = context
  }

  package mutating func plan(
    _ booking: BookingFacts, stored: StoredRecord?, findings: [StoredFinding]
  ) -> BookingPlan {
    let decision = decide(booking, stored: stored)
    let severities = context.pricing.rules.severities
    let found = decision.findings.compactMap { finding in
      severities[finding.kind].map { (finding: finding, severity: $0) }
    }
    let holds = found.contains { finding, severity in
      severity == .hold
        && !findings.contains {
          $0.kind == finding.kind && $0.releasedFingerprint == decision.change.fingerprint
        }
    }
    let draftDate = decision.change.draftBillingDate
    let period =
      (draftDate ?? stored?.billingDate ?? booking.serviceDate.map(context.calendar.billingDate))?
      .period
    return BookingPlan(
      bookingID: booking.id,
      change: decision.change,
      finalizes: draftDate.map { !holds && context.isDue($0) } ?? false,
      isHeld: draftDate != nil && holds,
      isQuarantined: found.contains { $0.severity == .quarantine },
      found: found,
      findingChanges: FindingComparison(
        booking: booking, billingPeriod: period ?? context.serviceDates.upperBound.period,
        fingerprint: decision.change.fingerprint
      ).changes(found: found, stored: findings))
  }

  private struct Decision {
    var change: RecordChange
    var findings: [Finding] = []
  }

  private mutating func decide(_ booking: BookingFacts, stored: StoredRecord?) -> Decision {
    switch context.pricing.outcome(of: booking) {
    case .excluded:
      return withoutRecord(stored, .notBilled("its status is \(booking.status ?? "")"))
    case .waiting:
      return withoutRecord(stored, .notBilled("its status is \(booking.status ?? "not set")"))
    case .undated(let finding):
      return withoutRecord(stored, .unpriceable("it has no booking date"), [finding])
    case .quarantined(let findings):
      if let drift = beforeStart(booking, stored) { return withoutRecord(stored, drift) }
      guard isBusiness(booking) || stored?.isFinalized == true else {
        return withoutRecord(stored, nil)
      }
      return withoutRecord(
        stored, .unpriceable(findings.map(\.detail).joined(separator: "; ")), findings)
    case .billed(let charge):
      if let drift = beforeStart(booking, stored) { return withoutRecord(stored, drift) }
      guard let user = booking.userID else { return withoutRecord(stored, nil) }
      return bill(booking, user, charge, stored: stored)
    }
  }

  /// A booking that was moved, after its record was finalized, to where this program bills nothing.
  private func beforeStart(_ booking: BookingFacts, _ stored: StoredRecord?) -> Drift? {
    let start = context.serviceDates.lowerBound
    guard stored?.isFinalized == true, let date = booking.serviceDate, date < start else {
      return nil
    }
    return .notBilled("its service date \(date) is before billing.start_date, \(start)")
  }

  /// Whether a booking's service date is among the run's: a draft whose booking was moved out of
  /// them goes, and comes back when its night does.
  private func isBusiness(_ booking: BookingFacts) -> Bool {
    booking.serviceDate.map(context.serviceDates.contains) ?? false
  }

  /// A booking that is not billed: its draft goes; a finalized record stays and has drifted, unless
  /// its notes have taken all of it back.
  ///
  /// - Parameter drift: why it is not billed; nil where that is no drift.
  private func withoutRecord(
    _ stored: StoredRecord?, _ drift: Drift?, _ findings: [Finding] = []
  ) -> Decision {
    guard let stored else { return Decision(change: .none, findings: findings) }
    if stored.status == .draft {
      return Decision(
        change: .removed(stored, drift?.reason ?? "its date is not among those to bill"),
        findings: findings)
    }
    guard let drift, stored.standing != .nothing else {
      return Decision(change: .unchanged(stored), findings: findings)
    }
    return Decision(
      change: .drifted(stored, drift), findings: findings + [drift.finding(of: stored)])
  }

  private mutating func bill(
    _ booking: BookingFacts, _ user: UserID, _ charge: Charge, stored: StoredRecord?
  ) -> Decision {
    if let stored, stored.status != .draft { return compare(stored, user, charge, booking) }
    guard isBusiness(booking) else { return withoutRecord(stored, nil) }
    let billingDate = context.calendar.billingDate(for: charge.serviceDate)
    let draft = charge.draft(
      booking: booking.id, user: user, billingDate: billingDate, buffer: &buffer)
    if stored == nil, let finding = beyondLookback(charge.serviceDate) {
      return Decision(change: .none, findings: [finding])
    }
    let findings =
      charge.findings
      + [context.calendar.lateFinding(serviceDate: charge.serviceDate, billingDate: billingDate)]
      .compactMap(\.self)
    guard let stored else { return Decision(change: .new(draft), findings: findings) }
    let isSame = stored.fingerprint == draft.fingerprint
    return Decision(
      change: isSame ? .unchanged(stored) : .changed(draft, from: stored), findings: findings)
  }

  /// R7: a booking that comes so late that no night looks for it.
  private func beyondLookback(_ serviceDate: CalendarDate) -> Finding? {
    guard serviceDate < context.lookBackFrom, !context.calendar.isOpen(serviceDate.period) else {
      return nil
    }
    return Finding(
      .beyondLookback,
      "\(serviceDate.period) was closed, and late bookings are billed from \(context.lookBackFrom) on"
    )
  }

  /// A record that does not change any more, beside what its booking would be billed today.
  private mutating func compare(
    _ stored: StoredRecord, _ user: UserID, _ charge: Charge, _ booking: BookingFacts
  ) -> Decision {
    let draft = charge.draft(
      booking: booking.id, user: user, billingDate: stored.billingDate, buffer: &buffer)
    var findings = charge.findings
    if stored.userID != user {
      findings.append(
        Finding(
          .customerChanged,
          "billed to user \(stored.userID), and the booking is of user \(user) today"))
    }
    if let billed = stored.billedServiceDate {
      if let late = context.calendar.lateFinding(
        serviceDate: billed, billingDate: stored.billingDate)
      {
        findings.append(late)
      }
      if billed.period != charge.serviceDate.period {
        findings.append(
          Finding(
            .serviceMonthChanged,
            "billed for service date \(billed), and the booking is of \(charge.serviceDate) today"))
      }
    }
    guard let drift = Drift(stored, becoming: draft) else {
      return Decision(change: .unchanged(stored), findings: findings)
    }
    return Decision(
      change: .drifted(stored, drift), findings: findings + [drift.finding(of: stored)])
  }
}
