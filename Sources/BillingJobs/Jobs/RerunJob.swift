package import LabSchema
package import Postgres

/// One month or day billed again: the nightly's own steps, with a plan first, and all or nothing
/// (docs/corrections.md).
package struct RerunJob {
  private let connection: Connection
  private let steps: RunSteps

  /// - Parameters:
  ///   - connection: a session whose `TimeZone` is `database.naive_time_zone`.
  ///   - businessDate: what "today" is; the run bills up to the day before.
  ///   - exported: what lies in the folder of exports.
  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    exported: ExportedNumbers, report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    steps = RunSteps(
      connection: connection, settings: settings, businessDate: businessDate, exported: exported,
      report: report)
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
    try steps.check()
    try steps.checkInvoiceDate()
    let reader = PlanReader(connection, settings: steps.settings)
    // What was reviewed once is not reviewed again: where the app is in the way, it is another try.
    return try connection.onSnapshot(.readOnly, tries: 1) {
      var plan = try walk(scope, try RerunWork(scope, steps)) { _, _, noteworthy in
        for booking in try reader.review(noteworthy) { try review(booking) }
      }
      plan.seriesEnd = try steps.foreseeNumbering(ofAlso: plan.counts.recordsFinalized)
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
    export: (RerunResult) throws -> Void
  ) throws -> RerunResult {
    try steps.check()
    let exclusive = ExclusiveRun(connection, origin: origin)
    try exclusive.takeLab(steps.report)
    defer { exclusive.releaseLab() }
    try steps.checkInvoiceDate()
    let chunks = try connection.onSnapshot(.readOnly) {
      try RerunWork(scope, steps).chunks.count
    }
    return try exclusive.perform(
      job: "rerun", businessDate: steps.businessDate, through: nil, chunks: chunks
    ) { runID in
      let recovery = steps.recovery(of: runID)
      var result = RerunResult(
        runID: runID, plan: try write(scope, expecting: hash, recovery))
      let numbering = try steps.number(runID)
      result.numbers = numbering.numbers
      result.seriesEnd = numbering.end
      return try recovery.step { _ in
        try connection.refreshSummaries()
        return try connection.onSnapshot(.readOnly) {
          result.settle(BillingCalendar(closed: try steps.queries.closedPeriods()))
          try export(result)
          return result
        }
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
        let plan = try walk(scope, try RerunWork(scope, steps)) { job, chunk, _ in
          try job.save(chunk, runID: recovery.runID)
        }
        guard plan.hash == hash else {
          throw RunError.planChanged(expected: hash, actual: plan.hash)
        }
        try steps.requireTie(scope)
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
    var plan = RerunPlan(scope: scope, businessDate: steps.businessDate)
    plan.waitingForNumber = try InvoiceNumbering(connection).countWaiting()
    let job = steps.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    for (index, scope) in work.chunks.enumerated() {
      var chunk = ChunkPlan()
      var noteworthy: [(BookingFacts, BookingPlan)] = []
      try job.decide(scope) { booking, decided in
        chunk.add(decided)
        plan.add(decided)
        if decided.isNoteworthy { noteworthy.append((booking, decided)) }
      }
      plan.add(chunk)
      try handle(job, chunk, noteworthy)
      steps.report(
        .chunkDone(index + 1, of: work.chunks.count, bookings: chunk.counts.bookingsRead))
    }
    return plan
  }
}
