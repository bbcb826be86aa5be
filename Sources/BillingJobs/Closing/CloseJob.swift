package import Billing
package import LabSchema
internal import Postgres

/// Closes a month: prices it once more, finalizes and numbers the rest, ties it out, writes its
/// package and seals it (docs/closing.md). Each step is committed and can be done again, so that a run that
/// died is finished by the next.
package struct CloseJob: LabJob {
  let context: RunContext

  package init(_ context: RunContext) {
    self.context = context
  }

  var closings: ClosingQueries { ClosingQueries(connection) }

  /// What stands in the way, as far as the last run over the month has found it. A month that is
  /// closed already has nothing in its way.
  package func obstacles(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    if try closings.isClosed(period) { return [] }
    return try standingObstacles(period) + findingObstacles(period)
  }

  /// The open months of which every day has passed, oldest first, and that are due to be closed by
  /// themselves.
  package func duePeriods() throws -> [BillingPeriod] {
    guard let day = settings.autoCloseAfterDay, let start = try context.startDate() else {
      return []
    }
    // One that was closed and not sealed is finished by sealing it.
    let closed = Set(try closings.closedPeriods())
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
  /// - Parameter package: how the month's package is written and put in place.
  /// - Throws: ``ClosingError`` with everything that stands in the way; `RunError`, `NumberingError`,
  ///   `PostgresError`, and what `package` throws.
  package func run(
    _ period: BillingPeriod, origin: RunOrigin, package: ClosingPackage
  ) throws -> ClosingResult {
    try context.check()
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      let isClosed = try closings.isClosed(period)
      if isClosed, let seal = try closings.seal(of: period) {
        return ClosingResult(seal: seal, runID: nil, numbers: nil)
      }
      if !isClosed {
        let obstacles = try standingObstacles(period)
        guard obstacles.isEmpty else { throw ClosingError.refused(period, obstacles) }
        try context.checkInvoiceDate()
      }
      return try exclusive.perform(.close, through: period.last) { runID in
        var numbers: NumberedRange?
        if !isClosed { numbers = try finish(period, runID: runID) }
        let seal = try seal(period, runID: runID, package)
        return ClosingResult(seal: seal, runID: runID, numbers: numbers)
      }
    }
  }

  /// What stands in the way before the month is priced: what protects the lab, and the calendar.
  func standingObstacles(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    var obstacles = try Migrator(connection).brokenProtections().map(ClosingObstacle.unprotected)
    if businessDate <= period.last {
      obstacles.append(.dayAhead(last: period.last, businessDate: businessDate))
    }
    guard let start = try context.startDate() else { return obstacles }
    if period < start.period { obstacles.append(.beforeStart(start)) }
    obstacles += try closings.unsealedPeriods(before: period).map(ClosingObstacle.earlierUnsealed)
    let closed = Set(try closings.closedPeriods())
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
    try price(period, finalizing: .after(days: settings.graceDays), runID: runID)
    let obstacles = try context.recovery(of: runID).step { _ in try findingObstacles(period) }
    guard obstacles.isEmpty else { throw ClosingError.refused(period, obstacles) }
    // Every day of it has passed.
    try price(period, finalizing: .all, runID: runID)
    let numbers = try context.number(runID).numbers
    let recovery = context.recovery(of: runID)
    try recovery.step { _ in
      try connection.refreshSummaries()
      _ = try connection.onSnapshot(.readOnly) { try context.tieOut([period]) }
    }
    try recovery.step { _ in
      try connection.transaction {
        let drafts = try closings.drafts(of: period)
        guard drafts == 0 else { throw ClosingError.refused(period, [.drafts(drafts)]) }
        let unnumbered = try closings.unnumbered(of: period)
        guard unnumbered == 0 else {
          throw ClosingError.refused(period, [.unnumbered(unnumbered)])
        }
        try closings.close(period, runID: runID)
        // A run that was declared dead meanwhile must not close anything.
        try RunLedger(connection).add(RunCounts(), to: runID)
      }
    }
    return numbers
  }

  /// The nightly run's own chunks, over one month and what is posted into it.
  private func price(
    _ period: BillingPeriod, finalizing: Finalizing, runID: RunID
  ) throws {
    let recovery = context.recovery(of: runID)
    let (job, chunks) = try recovery.step { _ in
      try connection.onSnapshot(.readOnly) { try work(period, finalizing: finalizing) }
    }
    var runner = try context.chunkRunner(job, runID: runID, passesOver: false)
    try context.walk(chunks) { try runner.carryOut($0).counts.bookingsRead }
    _ = try runner.billArrivals([period], pieces: settings.chunkSize)
    _ = try recovery.step { _ in
      try connection.onSnapshot {
        try FindingWriter(connection, runID: runID, businessDate: businessDate).closeOrphans()
      }
    }
  }

  /// Writes the month's package and its tie-out on one snapshot, puts it in place, and seals it. What
  /// is about to be sealed is in the ledger before it is in place, so that a run that died in between
  /// is finished by the next, whatever the app has changed since.
  private func seal(
    _ period: BillingPeriod, runID: RunID, _ package: ClosingPackage
  ) throws -> PeriodSeal {
    let recovery = context.recovery(of: runID)
    let previous = try recovery.step { _ in try closings.seal(before: period) }
    if let digest = try package.published(),
      try recovery.step({ _ in try closings.isAboutToBeSealed(period, with: digest) })
    {
      return try recovery.step { isRepeated in
        try seal(period, digest, after: previous, runID: runID, isRepeated: isRepeated)
      }
    }
    let staged = try recovery.step { _ in
      try connection.onSnapshot {
        let staged = try package.stage(previous)
        try RunLedger(connection).aboutToSeal(staged.digest, runID: runID)
        return staged
      }
    }
    try staged.publish()
    try context.note(
      WrittenPackages(folder: package.folder, periods: [period]), of: runID)
    return try recovery.step { isRepeated in
      try seal(period, staged.digest, after: previous, runID: runID, isRepeated: isRepeated)
    }
  }

  /// The month's chunks, read in the transaction it is called in, and what bills them.
  func work(
    _ period: BillingPeriod, finalizing: Finalizing
  ) throws -> (job: ChunkJob, chunks: [ChunkScope]) {
    let start = try context.startDate() ?? period.first
    let window = RunWindow(
      start: start, through: period.last, repriceFrom: period.first, lookBackFrom: period.first)
    let elsewhere = try context.reader
      .bookingsFromElsewhere(.period(period), through: period.last).sorted()
    let pieces = ChunkScope.pieces(of: elsewhere, size: settings.chunkSize)
    let job = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: min(start, period.first)...businessDate.addingDays(-1), finalizing: finalizing)
    return (job, pieces + (try context.reader.days(window, size: settings.chunkSize)))
  }

  private func seal(
    _ period: BillingPeriod, _ digest: String, after previous: PeriodSeal?, runID: RunID,
    isRepeated: Bool
  ) throws -> PeriodSeal {
    if isRepeated, let seal = try closings.seal(of: period), seal.seal == digest { return seal }
    return try connection.transaction {
      let seal = try closings.seal(period, with: digest, after: previous, runID: runID)
      try RunLedger(connection).add(RunCounts(), to: runID)
      return seal
    }
  }
}

/// How a month that is being closed gets its package.
package struct ClosingPackage {
  /// Where it is put, from the root.
  var folder: String
  /// The SHA-256 of the manifest that is in place; nil where there is none.
  var published: () throws -> String?
  /// Writes the package beside what is there, chained to the seal before, in the snapshot it is
  /// called in. It is called again where the snapshot is begun anew.
  var stage: (PeriodSeal?) throws -> Staged

  /// A package that is written and checked, and not yet in place.
  package struct Staged {
    /// SHA-256 of its manifest.
    var digest: String
    /// Puts it in place.
    var publish: () throws -> Void

    package init(digest: String, publish: @escaping () throws -> Void) {
      self.digest = digest
      self.publish = publish
    }
  }

  package init(
    folder: String, published: @escaping () throws -> String?,
    stage: @escaping (PeriodSeal?) throws -> Staged
  ) {
    self.folder = folder
    self.published = published
    self.stage = stage
  }
}

/// A month that is closed and sealed.
package struct ClosingResult: Sendable {
  package let seal: PeriodSeal
  /// nil where it was closed and sealed before.
  package let runID: RunID?
  package let numbers: NumberedRange?

  package init(seal: PeriodSeal, runID: RunID?, numbers: NumberedRange?) {
    self.seal = seal
    self.runID = runID
    self.numbers = numbers
  }
}
