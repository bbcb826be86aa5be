package import Billing
package import LabSchema
internal import Postgres

/// One month or day billed again: the nightly's own steps, with a plan first, and all or nothing
/// (docs/corrections.md).
package struct RerunJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// What the re-run would do, on one snapshot; nothing is written.
  ///
  /// - Parameter review: called with each booking that a person may want to see, by date and id; it
  ///   holds nothing of the one before.
  /// - Throws: what ``run(_:expecting:origin:export:)`` would be refused with: `RunError`,
  ///   `NumberingError`; `PostgresError`.
  package func plan(
    _ scope: BillingScope, review: (PlannedBooking) throws -> Void
  ) throws -> RerunPlan {
    try context.check()
    try context.checkInvoiceDate()
    let reader = PlanReader(context)
    // What was reviewed once is not reviewed again: where the app is in the way, it is another try.
    return try connection.onSnapshot(.readOnly, tries: 1) {
      var plan = try walk(scope, try RerunWork(scope, context)) { _, _, noteworthy in
        for booking in try reader.review(noteworthy) { try review(booking) }
      }
      plan.seriesEnd = try context.foreseeNumbering(ofAlso: plan.counts.recordsFinalized)
      return plan
    }
  }

  /// Carries out the plan that was reviewed: under the lab's lock it is made anew, written, and
  /// committed only where it is that very plan, all of it in one transaction on one snapshot.
  ///
  /// - Parameters:
  ///   - hash: of the plan that was reviewed.
  ///   - export: writes the packages of what changed, as part of the run.
  /// - Throws: `RunError`, `NumberingError`, `PostgresError`, and what `export` throws. Where the
  ///   plan is another one, nothing of it is written.
  package func run(
    _ scope: BillingScope, expecting hash: String, origin: RunOrigin,
    export: (RerunResult) throws -> WrittenPackages
  ) throws -> RerunResult {
    try context.check()
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      try context.checkInvoiceDate()
      let chunks = try connection.onSnapshot(.readOnly) {
        try RerunWork(scope, context).chunks.count
      }
      return try exclusive.perform(.rerun, chunks: chunks) { runID in
        let recovery = context.recovery(of: runID)
        var result = RerunResult(
          runID: runID, plan: try write(scope, expecting: hash, recovery))
        let numbering = try context.number(runID)
        result.numbers = numbering.numbers
        result.seriesEnd = numbering.end
        let packages = try recovery.step { _ in
          try connection.refreshSummaries()
          return try connection.onSnapshot(.readOnly) {
            result.settle(try context.calendar())
            return try export(result)
          }
        }
        try context.note(packages, of: runID)
        return result
      }
    }
  }

  /// Writes what the reviewed plan says, and ties it out before it is committed. Where the connection
  /// is lost, the plan is made anew, and has to be the same.
  ///
  /// - Throws: `RunError.planChanged`, `RunError.notTiedOut`; nothing is written then.
  private func write(
    _ scope: BillingScope, expecting hash: String, _ recovery: RunRecovery
  ) throws -> RerunPlan {
    var planned: RerunPlan?
    return try recovery.step { isRepeated in
      // All of it is one transaction: where a chunk is marked done, it was committed.
      if isRepeated, let planned,
        try RunLedger(connection).run(recovery.runID)?.chunksDone ?? 0 > 0
      {
        return planned
      }
      return try connection.onSnapshot {
        let plan = try walk(scope, try RerunWork(scope, context)) { job, chunk, _ in
          try job.save(chunk, runID: recovery.runID)
        }
        guard plan.hash == hash else {
          throw RunError.planChanged(expected: hash, actual: plan.hash)
        }
        try context.requireTie(scope)
        planned = plan
        return plan
      }
    }
  }

  /// Decides about every booking of the scope, chunk by chunk, and hands each chunk on.
  private func walk(
    _ scope: BillingScope, _ work: RerunWork,
    _ handle: (ChunkJob, ChunkPlan, [(BookingFacts, BookingPlan)]) throws -> Void
  ) throws -> RerunPlan {
    var plan = RerunPlan(scope: scope, businessDate: businessDate)
    plan.waitingForNumber = try connection.recordsWaitingForNumber()
    let job = context.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    try context.walk(work.chunks) { scope in
      var chunk = ChunkPlan()
      var noteworthy: [(BookingFacts, BookingPlan)] = []
      try job.decide(scope) { booking, decided in
        chunk.add(decided)
        plan.add(decided)
        if decided.isNoteworthy { noteworthy.append((booking, decided)) }
      }
      plan.add(chunk)
      try handle(job, chunk, noteworthy)
      return chunk.counts.bookingsRead
    }
    return plan
  }
}

/// What a re-run did.
package struct RerunResult: Sendable {
  package let runID: RunID
  package let plan: RerunPlan
  package internal(set) var numbers: NumberedRange?
  /// The end of the invoices' series, where records wait for a number.
  package internal(set) var seriesEnd: SeriesEnd?
  /// The open months whose records it was about or changed, oldest first.
  package internal(set) var periods: [BillingPeriod] = []
  /// The days whose records changed.
  package internal(set) var days: [CalendarDate] = []

  init(runID: RunID, plan: RerunPlan) {
    self.runID = runID
    self.plan = plan
  }

  mutating func settle(_ calendar: BillingCalendar) {
    let touched = plan.touchedDates.filter { calendar.isOpen($0.period) }
    days = touched.sorted()
    periods = Set(touched.map(\.period)).union([plan.scope.period]).sorted()
  }
}
