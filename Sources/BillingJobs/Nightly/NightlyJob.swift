internal import Billing
package import LabSchema
internal import Postgres

/// The job that cron runs: catches up, prices, finalizes, numbers and ties out.
package struct NightlyJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  /// Runs it.
  ///
  /// - Parameter export: writes the packages of what changed, as part of the run and in the snapshot
  ///   that tied out: a run whose export failed has failed. It is called again where the snapshot is
  ///   begun anew.
  /// - Throws: `RunError`, `NumberingError`, `PostgresError`, and what `export` throws. What was
  ///   committed before stays, and the next run goes on from there.
  @discardableResult
  package func run(
    origin: RunOrigin, export: (NightlyResult) throws -> WrittenPackages = { _ in .none }
  ) throws -> NightlyResult {
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      var result = NightlyResult(businessDate: businessDate)
      guard let work = try prepare() else { return result }
      try context.checkInvoiceDate()
      context.report(.planned(chunks: work.chunks.count))
      let billedThrough = try RunLedger(connection).billedThrough()
      try exclusive.perform(
        .nightly, through: work.window.through, chunks: work.chunks.count,
        seen: work.unchanged.counts
      ) { runID in
        result.runID = runID
        let held = try bill(work, runID: runID, into: &result)
        let recovery = context.recovery(of: runID)
        let (packages, recordsBefore) = try recovery.step { _ in
          try connection.onSnapshot(.readOnly) {
            try conclude(work, held: held, billedThrough: billedThrough, into: &result)
            return (try export(result), try connection.seenBefore())
          }
        }
        try context.note(packages, of: runID)
        // What the app holds was not looked at.
        guard held.isEmpty else { return }
        try recovery.step { _ in
          try work.mark(recordsBefore: recordsBefore, runID: runID, over: connection)
        }
      }
      return result
    }
  }

  /// Says what a run would do, in a session that cannot write.
  ///
  /// - Throws: what ``run(origin:export:)`` would be refused with, also by the numbers' series.
  package func dryRun() throws -> NightlyResult {
    var result = NightlyResult(businessDate: businessDate)
    guard let work = try prepare() else { return result }
    try context.checkInvoiceDate()
    context.report(.planned(chunks: work.chunks.count))
    let job = context.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    result.add(work.unchanged)
    try context.walk(work.chunks) { chunk in
      let plan = try job.plan(chunk)
      result.add(plan)
      return plan.counts.bookingsRead
    }
    result.serviceDates = work.serviceDates
    result.settle(work, billedThrough: try RunLedger(connection).billedThrough())
    result.seriesEnd = try context.foreseeNumbering(ofAlso: result.counts.recordsFinalized)
    return result
  }

  /// Prices, finalizes and numbers; each step is committed.
  ///
  /// - Returns: the bookings that the app holds still.
  private func bill(
    _ work: NightlyWork, runID: RunID, into result: inout NightlyResult
  ) throws -> Set<BookingID> {
    result.serviceDates = work.serviceDates
    result.add(work.unchanged)
    context.report(.begins(.pricing))
    context.report(.nightSoFar(result))
    let job = context.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    let held = try context.carryOut(work.chunks, job, runID: runID) { plan in
      result.add(plan)
      context.report(.nightSoFar(result))
    }
    var runner = try context.chunkRunner(job, runID: runID, passesOver: true, held: held)
    let recovery = context.recovery(of: runID)
    result.add(try recovery.step { _ in try reviewOffersAndOrphans(runID) })
    for plan in try runner.billArrivals(
      work.periods(touched: result.touchedDates), since: work.moment, pieces: settings.chunkSize)
    { result.add(plan) }
    for plan in try runner.billHeld() { result.add(plan) }
    context.report(.begins(.numbering))
    result.add(try context.number(runID))
    context.report(.nightSoFar(result))
    result.numbersLeft = try recovery.step { _ in try numbersLeft() }
    context.report(.nightSoFar(result))
    context.report(.begins(.summaries))
    if work.haveRecordsChanged || !result.touchedDates.isEmpty || result.numbers != nil {
      try recovery.step { _ in try connection.refreshSummaries() }
    }
    return Set(runner.held.map(\.bookingID))
  }

  /// How many invoice numbers can still be given; nil where that is not known: no night fails that has
  /// given its numbers. Where the series cannot be gone on with, the run says so that has something to number.
  ///
  /// - Throws: `PostgresError` where the session is gone, or is to end: what follows needs it as well.
  private func numbersLeft() throws -> Int? {
    do {
      return try context.invoiceSeries().numbersLeft
    } catch let error as PostgresError
      where error.isLostConnection || error.interruptingSignal != nil
    {
      throw error
    } catch { return nil }
  }

  /// Ties out on one moment, and says what is to be exported of it and what came too late for it.
  private func conclude(
    _ work: NightlyWork, held: Set<BookingID>, billedThrough: CalendarDate?,
    into result: inout NightlyResult
  ) throws {
    guard let runID = result.runID else { return }
    context.report(.begins(.tieOut))
    result.settle(work, billedThrough: billedThrough)
    let periods = result.periods
    result.tieOuts = try context.tieOut(periods)
    result.heldBookings = held.count
    result.laterBookings = try periods.reduce(0) { count, period in
      try count
        + connection.unaccountedBookings(
          in: .period(period), terms: settings.outcomeTerms, since: work.moment
        )
        .count { !held.contains($0) }
    }
    result.findingsToTell = try connection.findingsToTell(in: runID)
    result.newlyNeedingPerson = result.findingsToTell.values.reduce(0, +)
    result.addPeriods(try connection.periodsChanged(before: runID), of: work)
    context.report(.nightSoFar(result))
  }

  /// The one `bad_offer` finding of each unusable offer, and the findings of deleted bookings.
  private func reviewOffersAndOrphans(_ runID: RunID) throws -> ChunkPlan {
    try connection.onSnapshot {
      let reader = context.reader
      let changes = OfferBook(try reader.priceBook().offers).findingChanges(
        stored: try reader.openOfferFindings(),
        severity: settings.rules.severities[.badOffer],
        billingPeriod: businessDate.addingDays(-1).period)
      let writer = FindingWriter(connection, runID: runID, businessDate: businessDate)
      try writer.apply(changes)
      try writer.closeOrphans()
      var plan = ChunkPlan()
      plan.add(changes)
      return plan
    }
  }
}

extension NightlyJob {
  /// Reads what the run has to do; nil where there is nothing yet.
  private func prepare() throws -> NightlyWork? {
    try context.check()
    guard let start = try context.startDate() else { return nil }
    let window = settings.window(businessDate: businessDate, start: start)
    guard window.start <= window.through else { return nil }
    return try connection.onSnapshot(.readOnly) {
      try NightlyWork(window, context)
    }
  }
}
