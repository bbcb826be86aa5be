package import Billing
package import LabSchema
internal import Postgres

/// What a person decides about findings: holds are released, quarantined bookings and drifts are accepted
/// as they are. Either stands for the state it was decided on (R8). All of them are decided, or none.
package struct FindingJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// What would be decided; nothing is written.
  ///
  /// - Throws: as ``decide(_:_:reason:origin:)``.
  package func plan(_ verdict: FindingVerdict, _ ids: [FindingID]) throws -> [ListedFinding] {
    try context.check()
    return try connection.onSnapshot(.readOnly) { try judge(verdict, ids).map(\.listed) }
  }

  /// Decides about findings, in one transaction.
  ///
  /// - Returns: the findings as they were before, in the order of the ids: those that were decided so
  ///   already stay with who did it.
  /// - Throws: `FindingError`, ``FindingsRefused``, `RunError.busy`, `PostgresError`.
  package func decide(
    _ verdict: FindingVerdict, _ ids: [FindingID], reason: String, origin: RunOrigin
  ) throws -> [ListedFinding] {
    try context.check()
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      try exclusive.perform(verdict.job) { _ in
        try connection.onSnapshot {
          let judged = try judge(verdict, ids)
          let undecided = judged.filter { $0.listed.decider(verdict) == nil }
          let written =
            switch verdict {
            case .release:
              try connection.release(
                undecided.map(\.listed.finding.findingID), by: origin.person, reason: reason)
            case .accept:
              try connection.accept(
                undecided.map { ($0.listed.finding.findingID, $0.fingerprint) },
                by: origin.person, reason: reason)
            }
          // The statement asks once more what was judged here, and is believed.
          guard written == undecided.count else {
            throw FindingsRefused(
              verdict: verdict, refusals: undecided.map { .changedSince($0.listed.finding) },
              count: ids.count)
          }
          return judged.map(\.listed)
        }
      }
    }
  }

  private typealias Judged = (listed: ListedFinding, fingerprint: String)

  /// The findings with the state of their bookings, where all of them can be decided.
  private func judge(_ verdict: FindingVerdict, _ ids: [FindingID]) throws -> [Judged] {
    let found = Dictionary(
      try connection.findings(ids).map { ($0.finding.findingID, $0) },
      uniquingKeysWith: { first, _ in first })
    let bookings = try bookings(of: found.values.map(\.finding))
    var refusals: [FindingError] = []
    var judged: [Judged] = []
    for id in ids {
      guard let listed = found[id] else {
        refusals.append(.unknown(id))
        continue
      }
      do throws(FindingError) {
        judged.append((listed, try fingerprint(of: listed, verdict, bookings)))
      } catch {
        refusals.append(error)
      }
    }
    if ids.count == 1, let refusal = refusals.first { throw refusal }
    guard refusals.isEmpty else {
      throw FindingsRefused(verdict: verdict, refusals: refusals, count: ids.count)
    }
    return judged
  }

  /// Lets a decision through only where it is about what is so today: the booking, planned anew,
  /// has to have this very finding, and its record what a run would write.
  private func fingerprint(
    of listed: ListedFinding, _ verdict: FindingVerdict, _ bookings: [BookingID: BookingToday]
  ) throws(FindingError) -> String {
    let finding = listed.finding
    guard listed.state != nil else { throw .gone(finding) }
    guard listed.decider(verdict) != nil || listed.decidable == verdict.state else {
      throw verdict == .release ? .notHeld(finding) : .notAcceptable(finding)
    }
    guard let booking = finding.bookingID else { return "" }
    guard let today = bookings[booking], today.writesNothing,
      !today.revised.contains(finding.findingID)
    else { throw .changedSince(finding) }
    return today.fingerprint
  }

  /// A booking as a run would find it now.
  private struct BookingToday {
    /// Its state; empty in a lab where nothing is billed.
    var fingerprint: String
    /// Whether its record is what it should be, or can be nothing else any more.
    var writesNothing: Bool
    /// The findings that are not what they were, or gone.
    var revised: Set<FindingID>
  }

  private func bookings(of findings: [BillingFinding]) throws -> [BookingID: BookingToday] {
    let ids = Set(findings.compactMap(\.bookingID)).sorted()
    guard !ids.isEmpty else { return [:] }
    guard let start = try context.startDate() else {
      let nothing = BookingToday(fingerprint: "", writesNothing: true, revised: [])
      return Dictionary(uniqueKeysWithValues: ids.map { ($0, nothing) })
    }
    let chunk = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: start...max(start, businessDate.addingDays(-1)))
    var bookings: [BookingID: BookingToday] = [:]
    for piece in ChunkScope.pieces(of: ids, size: settings.chunkSize) {
      try chunk.decide(piece) { facts, plan in
        bookings[facts.id] = BookingToday(
          fingerprint: facts.fingerprint, writesNothing: plan.change.writesNothing,
          revised: Set(plan.findingChanges.compactMap(\.revised)))
      }
    }
    return bookings
  }
}

extension ListedFinding {
  /// Who has decided it so already; nil where nobody has.
  package func decider(_ verdict: FindingVerdict) -> String? {
    switch verdict {
    case .release: finding.releasedBy
    case .accept: finding.acceptedBy
    }
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
  /// The finding that is not what it was, or gone.
  fileprivate var revised: FindingID? {
    switch self {
    case .open: nil
    case .revise(let id, _, _, _), .close(let id): id
    }
  }
}
