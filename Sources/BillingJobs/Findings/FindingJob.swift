package import Billing
package import LabSchema
internal import Postgres

/// What a person decides about a finding: a hold is released, a quarantined booking or a drift is
/// accepted as it is. Either stands for the state it was decided on (R8).
package struct FindingJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// Releases a hold, so that the next run finalizes its record.
  ///
  /// - Returns: the finding as it was before: one that was released already stays with who did it.
  /// - Throws: `FindingError`, `RunError.busy`, `PostgresError`.
  package func release(
    _ id: FindingID, reason: String, origin: RunOrigin
  ) throws -> BillingFinding {
    try decide(.release, id, origin: origin) { finding, _ in
      guard
        try finding.releasedBy != nil
          || connection.release(id, by: origin.person, reason: reason)
      else { throw FindingError.notHeld(finding) }
    }
  }

  /// Accepts a quarantined booking or a drift, so that it no longer stands in the way of closing.
  ///
  /// - Returns: the finding as it was before: one that was accepted already stays with who did it.
  /// - Throws: `FindingError`, `RunError.busy`, `PostgresError`.
  package func accept(
    _ id: FindingID, reason: String, origin: RunOrigin
  ) throws -> BillingFinding {
    try decide(.accept, id, origin: origin) { finding, fingerprint in
      guard
        try finding.acceptedBy != nil
          || connection.accept(id, by: origin.person, reason: reason, fingerprint: fingerprint)
      else { throw FindingError.notAcceptable(finding) }
    }
  }

  /// Lets a decision through only where it is about what is so today: the booking, planned anew,
  /// has to have this very finding, and its record what a run would write.
  private func decide(
    _ job: JobName, _ id: FindingID, origin: RunOrigin,
    _ write: (BillingFinding, String) throws -> Void
  ) throws -> BillingFinding {
    try context.check()
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      try exclusive.perform(job) { _ in
        try connection.onSnapshot {
          guard let finding = try connection.finding(id) else { throw FindingError.unknown(id) }
          guard finding.closedRunID == nil else { throw FindingError.gone(finding) }
          try write(finding, try fingerprint(finding))
          return finding
        }
      }
    }
  }

  /// The state of the finding's booking; empty for a finding that is about no booking.
  private func fingerprint(_ finding: BillingFinding) throws -> String {
    guard let booking = finding.bookingID, let start = try context.startDate() else { return "" }
    let through = max(start, businessDate.addingDays(-1))
    let chunk = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: start...through)
    var fingerprint = ""
    var isCurrent = false
    try chunk.decide(.bookings([booking])) { facts, plan in
      fingerprint = facts.fingerprint
      isCurrent =
        plan.change.writesNothing
        && !plan.findingChanges.contains { $0.revises(finding.findingID) }
    }
    guard isCurrent else { throw FindingError.changedSince(finding) }
    return fingerprint
  }
}

extension RecordChange {
  /// Whether the booking's record is what it should be, or can be nothing else any more.
  fileprivate var writesNothing: Bool {
    switch self {
    case .none, .unchanged, .drifted: true
    case .new, .changed, .removed: false
    }
  }
}

extension FindingChange {
  /// Whether the finding is not what it was, or gone.
  fileprivate func revises(_ id: FindingID) -> Bool {
    switch self {
    case .open: false
    case .revise(let revised, _, _, _): revised == id
    case .close(let closed): closed == id
    }
  }
}
