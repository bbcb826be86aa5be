/// What a run does about the bookings of one chunk, gathered for writing.
package struct ChunkPlan: Sendable {
  package private(set) var newRecords: [NewRecord] = []
  package private(set) var changedDrafts: [RecordDraft] = []
  package private(set) var removals: [BookingID] = []
  /// The drafts that are there, changed or not, and are finalized.
  package private(set) var finalizations: [BookingID] = []
  package private(set) var findingChanges: [FindingChange] = []
  package private(set) var counts = RunCounts()
  package private(set) var amounts = PlanAmounts()
  /// Findings that need a person and are new, or come back since what was decided is so no more.
  package private(set) var newlyNeedingPerson = 0
  /// The billing dates whose records change.
  package private(set) var touchedDates: Set<CalendarDate> = []

  package init() {}

  package mutating func add(_ plan: BookingPlan) {
    counts.bookingsRead += 1
    switch plan.change {
    case .none:
      break
    case .new(let draft):
      counts.recordsNew += 1
      amounts.new.add(draft.amounts.final)
      touchedDates.insert(draft.billingDate)
      newRecords.append(NewRecord(draft: draft, isFinalized: plan.finalizes))
    case .changed(let draft, let stored):
      counts.recordsChanged += 1
      amounts.changedFrom.add(stored.amounts.final)
      amounts.changedTo.add(draft.amounts.final)
      touchedDates.formUnion([draft.billingDate, stored.billingDate])
      changedDrafts.append(draft)
      if plan.finalizes { finalizations.append(plan.bookingID) }
    case .removed(let stored, _):
      counts.recordsRemoved += 1
      amounts.removed.add(stored.amounts.final)
      touchedDates.insert(stored.billingDate)
      removals.append(plan.bookingID)
    case .unchanged(let stored):
      counts.recordsUnchanged += 1
      amounts.unchanged.add(stored.amounts.final)
      if plan.finalizes { finalizations.append(plan.bookingID) }
    case .drifted(let stored, let drift):
      counts.recordsDrifted += 1
      amounts.drifted.add(stored.standing.amounts.final)
      amounts.driftedToday.add(drift.final)
    }
    if plan.finalizes {
      counts.recordsFinalized += 1
      amounts.finalized.add(plan.change.final)
      if let date = plan.change.draftBillingDate { touchedDates.insert(date) }
    }
    if plan.isHeld {
      counts.recordsHeld += 1
      amounts.held.add(plan.change.final)
    }
    if plan.isQuarantined { counts.bookingsQuarantined += 1 }
    add(plan.findingChanges, ofFinalized: plan.change.isOfFinalized)
  }

  /// Adds bookings that were not looked at, since nothing of them changed: their records stay as they are.
  ///
  /// - Parameter final: what these records come to.
  package mutating func addUnchanged(bookings: Int, records: Int, final: Money) {
    counts.bookingsRead += bookings
    counts.recordsUnchanged += records
    amounts.unchanged.add(final)
  }

  /// - Parameter isFinalized: whether they are about a record that no hold can keep back any more.
  package mutating func add(_ changes: [FindingChange], ofFinalized isFinalized: Bool = false) {
    findingChanges += changes
    newlyNeedingPerson += changes.count { $0.needsPerson(ofFinalized: isFinalized) }
  }

  /// Whether carrying it out writes anything but the ledger.
  package var isEmpty: Bool {
    newRecords.isEmpty && changedDrafts.isEmpty && removals.isEmpty && finalizations.isEmpty
      && findingChanges.isEmpty
  }

  /// The bookings that get a draft, new or other.
  package var draftedBookings: [BookingID] {
    newRecords.map(\.draft.bookingID) + changedDrafts.map(\.bookingID)
  }
}

extension FindingChange {
  /// Whether a person has something to do that was not there before, by the terms of `FindingState`.
  fileprivate func needsPerson(ofFinalized isFinalized: Bool) -> Bool {
    switch self {
    case .open(let finding):
      finding.kind.asksForAcceptance(at: finding.severity)
        || finding.severity == .hold && !isFinalized
    case .revise(_, let severity, _, let comesBack):
      comesBack && (severity != .hold || !isFinalized)
    case .close: false
    }
  }
}

/// The final amounts of a plan's records by what becomes of them. A run over a year of large
/// bookings can pass what an amount holds, so the sums are of 128 bits.
package struct PlanAmounts: Equatable, Sendable {
  package struct Sum: Equatable, Sendable {
    /// Minor units.
    package private(set) var minorUnits: Int128

    package init(minorUnits: Int128 = 0) { self.minorUnits = minorUnits }

    package mutating func add(_ money: Money) { minorUnits += Int128(money.minorUnits) }
    package static func += (left: inout Sum, right: Sum) { left.minorUnits += right.minorUnits }
    package static func - (left: Sum, right: Sum) -> Sum {
      Sum(minorUnits: left.minorUnits - right.minorUnits)
    }
    package static func + (left: Sum, right: Sum) -> Sum {
      Sum(minorUnits: left.minorUnits + right.minorUnits)
    }
  }

  package var new = Sum()
  package var changedFrom = Sum()
  package var changedTo = Sum()
  package var removed = Sum()
  package var unchanged = Sum()
  /// What drifted records bill, and what their bookings would be billed today.
  package var drifted = Sum()
  package var driftedToday = Sum()
  /// Of the records above: those a hold keeps back, and those that are finalized.
  package var held = Sum()
  package var finalized = Sum()

  package init() {}

  package static func += (left: inout PlanAmounts, right: PlanAmounts) {
    left.new += right.new
    left.changedFrom += right.changedFrom
    left.changedTo += right.changedTo
    left.removed += right.removed
    left.unchanged += right.unchanged
    left.drifted += right.drifted
    left.driftedToday += right.driftedToday
    left.held += right.held
    left.finalized += right.finalized
  }
}

extension PlanAmounts.Sum: CustomStringConvertible {
  /// Plain decimal text, such as `-1234.50`.
  package var description: String {
    let fraction = minorUnits.magnitude % 100
    return "\(minorUnits < 0 ? "-" : "")\(minorUnits.magnitude / 100)"
      + (fraction < 10 ? ".0\(fraction)" : ".\(fraction)")
  }
}
