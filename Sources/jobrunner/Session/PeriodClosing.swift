internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

extension LabSession {
  private func closeJob(
    businessDate: CalendarDate, _ exported: ExportedNumbers
  ) throws -> CloseJob {
    CloseJob(try runContext(on: businessDate, exported: exported))
  }

  /// Everything that would stop the closing of a month now, each with its remedy; nothing is written.
  func obstacles(
    ofClosing period: BillingPeriod, businessDate: CalendarDate
  ) throws -> [ClosingObstacle] {
    var obstacles = refusalsOfWriting.map {
      ClosingObstacle.unwritable(kind: "database", message: $0.message, remedy: $0.remedy ?? "")
    }
    var exported = ExportedNumbers.none
    do {
      let exports = try labExports()
      exported = exports.numbers
      try requireWritable(exports, closing: period)
    } catch let error as ExportError {
      obstacles.append(
        .unwritable(kind: "exports_folder", message: error.message, remedy: error.remedy))
    }
    return try obstacles + closeJob(businessDate: businessDate, exported).forecast(period)
  }

  /// Closes a month and writes its sealed package into the exports' folder.
  func close(
    _ period: BillingPeriod, businessDate: CalendarDate, origin: RunOrigin
  ) throws -> ClosingResult {
    let exporter = PackageExporter(settings: configuration.exports)
    let (scope, connection) = (ExportScope.period(period), connection)
    let job = try closeJob(businessDate: businessDate, try labExports(closing: period).numbers)
    return try job.run(
      period, origin: origin,
      package: ClosingPackage(
        folder: configuration.exports.folder,
        published: { try exporter.publishedManifest(scope) }
      ) { previous in
        let staged = try exporter.stage(
          scope: scope, over: connection, sealing: .sealing(after: previous.map(SealLink.init)))
        return ClosingPackage.Staged(digest: staged.manifestDigest) { _ = try staged.publish() }
      })
  }

  /// Closes the months that `closing.auto_after_day` makes due, in order, until something stands in
  /// the way of one; months after that stay open too.
  func closeDuePeriods(businessDate: CalendarDate) throws -> AutomaticClosing {
    watch?.hears(.begins(.closing))
    let job = try closeJob(businessDate: businessDate, try labExports().numbers)
    var closing = AutomaticClosing()
    for period in try job.duePeriods() {
      do {
        let obstacles = try job.obstacles(period)
        guard obstacles.isEmpty else { throw ClosingError.refused(period, obstacles) }
        closing.closed.append(try close(period, businessDate: businessDate, origin: origin))
        watch?.hears(closing)
      } catch let error as ClosingError {
        closing.refused = AutomaticClosing.Refused(
          period: period, reason: "\(error)", needsPerson: true)
        break
      } catch let error as RunError {
        guard case .busy = error else { throw error }
        closing.refused = AutomaticClosing.Refused(
          period: period, reason: "\(error.message); the next night tries again",
          needsPerson: false)
        break
      }
    }
    for result in closing.closed { console.log(.closed(result.seal)) }
    if let refused = closing.refused { console.log(.notClosed(refused)) }
    return closing
  }
}

/// What became of the months that were due to be closed.
struct AutomaticClosing: Sendable {
  var closed: [ClosingResult] = []
  /// The first month that could not be; nil where all were.
  var refused: Refused?

  struct Refused: Sendable {
    var period: BillingPeriod
    var reason: String
    /// Whether somebody has to do something for it to be closed: not where another run had the lab.
    var needsPerson: Bool
  }

  /// The month that stays open until somebody does something.
  var waitsForPerson: BillingPeriod? { refused.flatMap { $0.needsPerson ? $0.period : nil } }
}

extension SealLink {
  init(_ seal: PeriodSeal) {
    self.init(period: seal.period, seal: seal.seal)
  }
}
