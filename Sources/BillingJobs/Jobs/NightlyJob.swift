package import LabSchema
package import Postgres

/// The job that cron runs: catches up, prices, finalizes, numbers and ties out (DESIGN §5).
package struct NightlyJob {
  private let steps: RunSteps
  private var connection: Connection { steps.connection }
  private var settings: BillingSettings { steps.settings }
  private var businessDate: CalendarDate { steps.businessDate }

  /// - Parameters:
  ///   - connection: a session whose `TimeZone` is `database.naive_time_zone`.
  ///   - businessDate: what "today" is; the run bills up to the day before.
  ///   - exported: what lies in the folder of exports.
  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    exported: ExportedNumbers, report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    steps = RunSteps(
      connection: connection, settings: settings, businessDate: businessDate, exported: exported,
      report: report)
  }

  /// Runs it.
  ///
  /// - Parameter export: writes the packages of what changed, as part of the run: a run whose
  ///   export failed has failed.
  /// - Throws: `RunError`, `NumberingError`, `PostgresError`, and what `export` throws. What was
  ///   committed before stays, and the next run goes on from there.
  @discardableResult
  package func run(
    origin: RunOrigin, export: (NightlyResult) throws -> Void = { _ in }
  ) throws -> NightlyResult {
    let exclusive = ExclusiveRun(connection, origin: origin)
    try exclusive.takeLab(steps.report)
    defer { exclusive.releaseLab() }
    var result = NightlyResult(businessDate: businessDate)
    guard let work = try prepare() else { return result }
    try steps.checkInvoiceDate()
    steps.report(.planned(chunks: work.chunks.count))
    let billedThrough = try RunLedger(connection).billedThrough()
    try exclusive.perform(
      job: "nightly", businessDate: businessDate, through: work.window.through,
      chunks: work.chunks.count
    ) { runID in
      result.runID = runID
      try carryOut(work, runID: runID, billedThrough: billedThrough, into: &result)
      try export(result)
    }
    return result
  }

  /// Says what a run would do, in a session that cannot write.
  package func dryRun() throws -> NightlyResult {
    var result = NightlyResult(businessDate: businessDate)
    guard let work = try prepare() else { return result }
    try steps.refuseLongGap()
    steps.report(.planned(chunks: work.chunks.count))
    let job = steps.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    var touched: Set<CalendarDate> = []
    for (index, scope) in work.chunks.enumerated() {
      let plan = try job.plan(scope)
      result.add(plan)
      touched.formUnion(plan.touchedDates)
      steps.report(.chunkDone(index + 1, of: work.chunks.count, bookings: plan.counts.bookingsRead))
    }
    result.serviceDates = work.serviceDates
    result.settle(work, touched: touched, billedThrough: try RunLedger(connection).billedThrough())
    return result
  }

  private func carryOut(
    _ work: NightlyWork, runID: RunID, billedThrough: CalendarDate?,
    into result: inout NightlyResult
  ) throws {
    result.serviceDates = work.serviceDates
    let job = steps.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
    var touched: Set<CalendarDate> = []
    for (index, scope) in work.chunks.enumerated() {
      let plan = try job.carryOut(scope, runID: runID)
      result.add(plan)
      touched.formUnion(plan.touchedDates)
      steps.report(.chunkDone(index + 1, of: work.chunks.count, bookings: plan.counts.bookingsRead))
    }
    try connection.note(work.changedDays, runID: runID)
    result.newlyNeedingPerson += try reviewOffersAndOrphans(runID)
    for round in 1... {
      result.add(try steps.number(runID))
      result.settle(work, touched: touched, billedThrough: billedThrough)
      try connection.refreshSummaries()
      do {
        result.tieOuts = try steps.tieOut(work.periods(touched: touched))
        result.addPeriods(try connection.periodsChanged(before: runID), of: work)
        return
      } catch let error as RunError {
        guard round < Self.rounds else { throw error }
        let arrivals = try connection.unaccountedBookings(
          work.periods(touched: touched), terms: settings.outcomeTerms)
        guard !arrivals.isEmpty else { throw error }
        let plan = try job.carryOut(.bookings(arrivals), runID: runID)
        result.add(plan)
        touched.formUnion(plan.touchedDates)
      }
    }
  }

  /// How often a run ties out: what the app completes for a past date while the run is at work comes
  /// too late for its chunk, is this night's business all the same, and is billed before the next try.
  private static let rounds = 4

  /// The one `bad_offer` finding of each unusable offer, and the findings of deleted bookings.
  private func reviewOffersAndOrphans(_ runID: RunID) throws -> Int {
    try connection.transaction(.repeatableRead) {
      let reader = ChunkReader(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
      let changes = OfferBook(try reader.priceBook().offers).findingChanges(
        stored: try reader.openOfferFindings(),
        severity: settings.rules.severities[.badOffer],
        billingPeriod: businessDate.addingDays(-1).period)
      let writer = FindingWriter(connection, runID: runID, businessDate: businessDate)
      try writer.apply(changes)
      try writer.closeOrphans()
      var plan = ChunkPlan()
      plan.add(changes)
      return plan.newlyNeedingPerson
    }
  }
}

extension NightlyJob {
  /// Reads what the run has to do; nil where there is nothing yet.
  private func prepare() throws -> NightlyWork? {
    try steps.check()
    guard let start = try steps.startDate() else { return nil }
    let window = settings.window(businessDate: businessDate, start: start)
    guard window.start <= window.through else { return nil }
    return try connection.transaction(.repeatableRead, access: .readOnly) {
      try NightlyWork(window, settings: settings, queries: steps.queries)
    }
  }
}
