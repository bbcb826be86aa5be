package import LabSchema
package import Postgres

/// Closes a month: prices it once more, finalizes and numbers the rest, ties it out, writes its
/// package and seals it (DESIGN §5). Each step is committed and can be done again, so that a run that
/// died is finished by the next.
package struct CloseJob {
  let steps: RunSteps
  var connection: Connection { steps.connection }
  var settings: BillingSettings { steps.settings }
  var businessDate: CalendarDate { steps.businessDate }

  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    exported: ExportedNumbers, report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    steps = RunSteps(
      connection: connection, settings: settings, businessDate: businessDate, exported: exported,
      report: report)
  }

  var closings: ClosingQueries { ClosingQueries(connection) }

  /// What stands in the way, as far as the last run over the month has found it. A month that is
  /// closed already has nothing in its way.
  package func obstacles(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    if try closings.closing(of: period)?.state == .closed { return [] }
    return try calendarObstacles(period) + findingObstacles(period)
  }

  /// The open months of which every day has passed, oldest first, and that are due to be closed by
  /// themselves.
  package func duePeriods() throws -> [BillingPeriod] {
    guard let day = settings.autoCloseAfterDay, let start = try steps.startDate() else { return [] }
    // One that was closed and not sealed is finished by sealing it.
    let closed = Set(try steps.queries.closedPeriods())
      .subtracting(try closings.unsealedPeriods(before: businessDate.period))
    var due: [BillingPeriod] = []
    var period = start.period
    while businessDate >= period.next.first.addingDays(day) {
      if !closed.contains(period) { due.append(period) }
      period = period.next
    }
    return due
  }

  /// Closes it. A month that is closed and not sealed is sealed; one that is sealed stays as it is.
  ///
  /// - Parameter export: writes the month's package, chained to the seal before, and returns the
  ///   SHA-256 of its manifest.
  /// - Throws: ``ClosingError`` with everything that stands in the way; `RunError`, `NumberingError`,
  ///   `PostgresError`, and what `export` throws.
  package func run(
    _ period: BillingPeriod, origin: RunOrigin, export: (PeriodSeal?) throws -> String
  ) throws -> ClosingResult {
    try steps.check()
    let exclusive = ExclusiveRun(connection, origin: origin)
    try exclusive.takeLab(steps.report)
    defer { exclusive.releaseLab() }
    let isClosed = try closings.closing(of: period)?.state == .closed
    if isClosed, let seal = try closings.seal(of: period) {
      return ClosingResult(seal: seal, runID: nil, numbers: nil)
    }
    if !isClosed {
      let obstacles = try calendarObstacles(period)
      guard obstacles.isEmpty else { throw ClosingError.refused(period, obstacles) }
      try steps.checkInvoiceDate()
    }
    return try exclusive.perform(
      job: "close", businessDate: businessDate, through: period.last, chunks: 0
    ) { runID in
      var numbers: NumberedRange?
      if !isClosed { numbers = try finish(period, runID: runID) }
      let seal = try seal(period, runID: runID, export: export)
      return ClosingResult(seal: seal, runID: runID, numbers: numbers)
    }
  }

  func calendarObstacles(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    var obstacles: [ClosingObstacle] = []
    if businessDate <= period.last {
      obstacles.append(.dayAhead(last: period.last, businessDate: businessDate))
    }
    guard let start = try steps.startDate() else { return obstacles }
    if period < start.period { obstacles.append(.beforeStart(start)) }
    obstacles += try closings.unsealedPeriods(before: period).map(ClosingObstacle.earlierUnsealed)
    let closed = Set(try steps.queries.closedPeriods())
    var earlier = start.period
    // Of months that have not come there is nothing to say but that their days lie ahead.
    while earlier < min(period, businessDate.period.next) {
      if !closed.contains(earlier) { obstacles.append(.earlierOpen(earlier)) }
      earlier = earlier.next
    }
    return obstacles
  }

  func findingObstacles(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    try connection.findingsInTheWay(ofClosing: period).map { .finding(FindingInTheWay($0)) }
  }

  /// Prices the month, and where nothing stands in the way finalizes, numbers and ties out.
  private func finish(_ period: BillingPeriod, runID: RunID) throws -> NumberedRange? {
    try price(period, graceDays: settings.graceDays, runID: runID)
    let obstacles = try findingObstacles(period)
    guard obstacles.isEmpty else { throw ClosingError.refused(period, obstacles) }
    // Every day of it has passed, so without days of grace each of its drafts is due.
    try price(period, graceDays: 0, runID: runID)
    let numbers = try steps.number(runID).numbers
    try connection.refreshSummaries()
    _ = try steps.tieOut([period])
    try connection.transaction {
      let drafts = try closings.drafts(of: period)
      guard drafts == 0 else { throw ClosingError.refused(period, [.drafts(drafts)]) }
      let unnumbered = try closings.unnumbered(of: period)
      guard unnumbered == 0 else { throw ClosingError.refused(period, [.unnumbered(unnumbered)]) }
      try closings.close(period, runID: runID)
      // A run that was declared dead meanwhile must not close anything.
      try RunLedger(connection).add(RunCounts(), to: runID)
    }
    return numbers
  }

  /// The nightly run's own chunks, over one month and what is posted into it.
  private func price(_ period: BillingPeriod, graceDays: Int, runID: RunID) throws {
    let (job, chunks) = try connection.transaction(.repeatableRead, access: .readOnly) {
      try work(period, graceDays: graceDays)
    }
    for (index, scope) in chunks.enumerated() {
      let plan = try job.carryOut(scope, runID: runID)
      steps.report(.chunkDone(index + 1, of: chunks.count, bookings: plan.counts.bookingsRead))
    }
    try connection.transaction {
      try FindingWriter(connection, runID: runID, businessDate: businessDate).closeOrphans()
    }
  }

  /// The month's chunks, read in the transaction it is called in, and what bills them.
  func work(
    _ period: BillingPeriod, graceDays: Int
  ) throws -> (job: ChunkJob, chunks: [ChunkScope]) {
    var settings = settings
    settings.graceDays = graceDays
    let start = try steps.startDate() ?? period.first
    let window = RunWindow(
      start: start, through: period.last, repriceFrom: period.first, lookBackFrom: period.first)
    let elsewhere = try closings.bookingsFromElsewhere(
      period, dates: ServiceDateSQL(billingZone: settings.timeZone))
    let pieces = stride(from: 0, to: elsewhere.count, by: settings.chunkSize).map { place in
      ChunkScope.bookings(
        Array(elsewhere[place..<min(place + settings.chunkSize, elsewhere.count)]))
    }
    let job = ChunkJob(
      connection: connection, settings: settings,
      calendar: BillingCalendar(closed: try steps.queries.closedPeriods()),
      businessDate: businessDate,
      serviceDates: min(start, period.first)...businessDate.addingDays(-1))
    return (job, pieces + (try steps.queries.days(window, size: settings.chunkSize)))
  }

  private func seal(
    _ period: BillingPeriod, runID: RunID, export: (PeriodSeal?) throws -> String
  ) throws -> PeriodSeal {
    let previous = try closings.seal(before: period)
    let digest = try export(previous)
    return try connection.transaction {
      let seal = try closings.seal(period, with: digest, after: previous, runID: runID)
      try RunLedger(connection).add(RunCounts(), to: runID)
      return seal
    }
  }
}

/// A month that is closed and sealed.
package struct ClosingResult: Sendable {
  package let seal: PeriodSeal
  /// nil where it was closed and sealed before.
  package let runID: RunID?
  package let numbers: NumberedRange?
}
