internal import Billing
internal import LabSchema
internal import Postgres

/// Carries out the chunks of a run that has one worker, or that were not planned, one after the other, whatever
/// happens around it: a connection that is lost, a table that the app changes, a booking that it holds.
struct ChunkRunner {
  private let job: ChunkJob
  private let recovery: RunRecovery
  private let passesOver: Bool
  private let ledger: RunLedger
  /// Chunks that are committed, as the ledger counts them.
  private var done: Int32
  /// Bookings that the app held when their chunk was written, and who held them.
  private(set) var held: [HeldBooking]

  init(_ job: ChunkJob, recovery: RunRecovery, passesOver: Bool, held: [HeldBooking]) throws {
    self.job = job
    self.held = held
    self.recovery = recovery
    self.passesOver = passesOver
    let ledger = RunLedger(job.connection)
    self.ledger = ledger
    done = try recovery.step { _ in try ledger.run(recovery.runID)?.chunksDone ?? 0 }
  }

  /// Carries out one chunk: one transaction, on one snapshot, with its mark in the ledger.
  ///
  /// - Parameter accounting: what the chunk's bookings are of which nothing may be left unaccounted.
  mutating func carryOut(
    _ chunk: ChunkScope, accounting scope: BillingScope? = nil
  ) throws -> ChunkPlan {
    var passedOver: Set<BookingID> = []
    while true {
      // What the last try was about to write: where it failed on a row, one of these.
      var decided: ChunkPlan?
      do {
        let plan = try write(
          chunk, passingOver: passedOver, accounting: scope, decided: &decided)
        done += 1
        return plan
      } catch let error as PostgresError
        where passesOver && error.sqlState == ServerError.lockNotAvailable
      {
        let wanted = decided?.draftedBookings ?? []
        let found = try job.connection.heldBookings(of: wanted)
        let isNew = found.contains { !passedOver.contains($0.bookingID) }
        guard isNew else { throw error }
        passedOver.formUnion(found.map(\.bookingID))
        held += found
      }
    }
  }

  private func write(
    _ chunk: ChunkScope, passingOver passedOver: Set<BookingID>, accounting scope: BillingScope?,
    decided: inout ChunkPlan?
  ) throws -> ChunkPlan {
    try recovery.step { isRepeated in
      // The commit of the try before may have come through, although nobody heard of it.
      if isRepeated, let decided, try ledger.run(recovery.runID)?.chunksDone ?? 0 > done {
        return decided
      }
      return try job.connection.onSnapshot {
        if passesOver { try job.connection.limitLockWait(ChunkWorker.rowPatience) }
        let plan = try job.bill(
          chunk, passingOver: passedOver, runID: recovery.runID, decided: &decided)
        try ledger.chunkDone(recovery.runID, plan.counts)
        if let scope { try requireAccounted(chunk, of: scope, but: passedOver) }
        return plan
      }
    }
  }

  /// In the snapshot in which bookings were decided about, each has a record or a finding now.
  private func requireAccounted(
    _ chunk: ChunkScope, of scope: BillingScope, but passedOver: Set<BookingID>
  ) throws {
    guard case .bookings(let bookings) = chunk else { return }
    let left = try job.connection.unaccountedBookings(
      in: scope, terms: job.context.settings.outcomeTerms)
    let missed = Set(left).intersection(bookings).subtracting(passedOver)
    guard missed.isEmpty else {
      throw RunError.notTiedOut([(scope, TieOut(checks: [.allLookedAt(missed.sorted())]))])
    }
  }

  /// Bills what the app completed for a past date after its chunk had been read, as far as it is
  /// there now. What comes after this is the next night's.
  ///
  /// - Parameter moment: when the run found what it had to do, which was every such
  ///   booking of then; nil asks for all.
  /// - Throws: `RunError.notTiedOut` where one of them is neither billed nor has a finding that says
  ///   why not: a bug.
  mutating func billArrivals(
    _ periods: [BillingPeriod], since moment: LabMoment? = nil, pieces size: Int
  ) throws -> [ChunkPlan] {
    let terms = job.context.settings.outcomeTerms
    return try periods.flatMap { period in
      let scope = BillingScope.period(period)
      let arrivals = try recovery.step { _ in
        try job.connection.onSnapshot(.readOnly) {
          try job.connection.unaccountedBookings(in: scope, terms: terms, since: moment)
        }
      }
      return try ChunkScope.pieces(of: arrivals, size: size).map { piece in
        try carryOut(piece, accounting: scope)
      }
    }
  }

  /// Tries once more what the app held. What it holds still is the next night's, with a finding that
  /// says who has it.
  mutating func billHeld() throws -> [ChunkPlan] {
    guard !held.isEmpty else { return [] }
    let bookings = held.map(\.bookingID)
    held = []
    var plans = [try carryOut(.bookings(bookings))]
    guard !held.isEmpty else { return plans }
    plans.append(try recovery.step { _ in try job.connection.onSnapshot { try noteHeld() } })
    return plans
  }

  private func noteHeld() throws -> ChunkPlan {
    var plan = ChunkPlan()
    guard let severity = job.context.settings.rules.severities[.rowLocked] else { return plan }
    let holders = Dictionary(held.map { ($0.bookingID, $0) }) { first, _ in first }
    let open = try job.context.reader.openFindings(of: holders.keys.sorted())
    try job.decide(.bookings(holders.keys.sorted())) { facts, decided in
      guard let holder = holders[facts.id], let draft = decided.change.draftBillingDate else {
        return
      }
      if let known = open[facts.id]?.first(where: { $0.kind == .rowLocked }) {
        plan.add([
          .revise(known.findingID, severity: severity, detail: holder.detail, comesBack: false)
        ])
      } else {
        plan.add([
          .open(
            OpenedFinding(
              kind: .rowLocked, severity: severity, bookingID: facts.id,
              serviceDate: facts.serviceDate, billingPeriod: draft.period, detail: holder.detail))
        ])
      }
    }
    try FindingWriter(job.connection, runID: recovery.runID, businessDate: job.context.businessDate)
      .apply(plan.findingChanges)
    return plan
  }
}

extension HeldBooking {
  /// What its finding says.
  fileprivate var detail: String {
    "the app held the booking when it was to be billed" + (holder.map { ": \($0)" } ?? "")
  }
}
