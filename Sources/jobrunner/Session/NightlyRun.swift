internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

extension LabSession {
  /// Runs the nightly job with its exports, as `nightly` and each night of the demo do.
  func runNightly(businessDate: CalendarDate) throws -> NightlyResult {
    try nightlyJob(on: businessDate).run(origin: origin) { result in
      watch?.hears(.begins(.exports))
      return try export(days: result.days, periods: result.periods)
    }
  }

  /// Writes a night that was refused before its run began into the ledger.
  func noteRefusal(_ error: any Error, businessDate: CalendarDate) {
    guard let context = try? runContext(on: businessDate) else { return }
    context.refusedNight(origin, by: error)
  }

  func nightlyJob(on businessDate: CalendarDate) throws -> NightlyJob {
    NightlyJob(
      try runContext(
        on: businessDate, exported: try labExports(billingOn: businessDate).numbers))
  }

  /// What a run works with: the session's connection and configuration, and its business date where no
  /// other is given.
  func runContext(
    on businessDate: CalendarDate? = nil, exported: ExportedNumbers = .none
  ) throws -> RunContext {
    RunContext(
      connection, settings: configuration.billing,
      businessDate: try businessDate ?? self.businessDate(), exported: exported,
      report: reportProgress)
  }

  /// Writes the packages of these months, as part of a run and in its snapshot, each with those of
  /// these days that lie in it. What was made from the same before stays as it lies.
  func export(days: [CalendarDate], periods: [BillingPeriod]) throws -> WrittenPackages {
    let exporter = PackageExporter(settings: configuration.exports)
    let periods = Set(periods).union(days.map(\.period)).sorted()
    var stamped: [StampedPackage] = []
    for (index, period) in periods.enumerated() {
      let name = "exporting \(period) (\(index + 1) of \(periods.count))"
      console.progress(Progress(what: name))
      let days = Set(days.filter { $0.period == period })
      let stamp = try exporter.stamp(of: period, over: connection)
      let package =
        try exporter.unchanged(since: stamp, days: days, over: connection)
        ?? exporter.stage(
          scope: .period(period), days: days, over: connection,
          progress: exportProgress(of: period, name)
        ).publish()
      console.log(.exported(package.folder, changed: package.changed))
      stamped.append(StampedPackage(stamp: stamp, manifestDigest: package.manifestDigest))
    }
    console.endProgress()
    return WrittenPackages(
      folder: configuration.exports.folder, periods: periods, stamped: stamped)
  }

  /// What is shown while the package of a month is written.
  private func exportProgress(
    of period: BillingPeriod, _ name: String
  ) -> (ExportProgress) -> Void {
    var hasWaited = false
    return { [console] step in
      if step.step == .waiting, !hasWaited {
        hasWaited = true
        console.log(.waiting(for: "\(period)"))
      }
      guard step.step == .days, let count = step.rowsExpected else { return }
      console.progress(Progress(what: name, done: step.rowsDone, total: count, unit: "days"))
    }
  }

  /// Notes that what a run found was told, where it could be. What was not told, or cannot be noted,
  /// is told by the next night.
  func noteTold(_ runID: RunID?) {
    guard let runID, console.hasToldAll else { return }
    try? RunLedger(connection).resultWritten(runID)
  }

  func reportProgress(_ progress: RunProgress) {
    watch?.hears(progress)
    switch progress {
    case .foundDead(let runs):
      for run in runs { console.log(.died(run)) }
    case .planned(let chunks): console.log(.planned(chunks: chunks))
    case .chunkDone(let done, let total, let bookings):
      console.log(.chunkDone(done, of: total, bookings: bookings))
      console.progress(Progress(what: "pricing", done: done, total: total, unit: "chunks"))
      if done == total { console.endProgress() }
    case .fewerWorkers(let count, let wanted, let error):
      console.log(.fewerWorkers(count, of: wanted, error))
    case .numbered(let range): console.log(.numbered(range))
    case .tiedOut(let scope): console.log(.tiedOut(scope))
    // What the night's watch is for.
    case .begins, .nightSoFar: break
    }
  }
}
