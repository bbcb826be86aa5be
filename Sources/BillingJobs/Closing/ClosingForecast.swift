package import Billing
internal import LabSchema
internal import Postgres

extension CloseJob {
  /// Everything that would stop the closing of the month now, in the order in which closing would
  /// meet it: the month is priced as ``run(_:origin:package:)`` prices it, on one snapshot, and nothing
  /// is written. What closing needs of the exports' folder is the caller's to look at.
  ///
  /// - Throws: `RunError` where the configuration lets no run begin.
  package func forecast(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    try context.checkToday()
    var obstacles: [ClosingObstacle] = []
    try obstacles.add {
      try context.exported.check(over: connection)
      return nil
    }
    obstacles += try connection.closingTieOut().failures.map(ClosingObstacle.notTied)
    if try closings.isClosed(period) { return obstacles }
    let standing = try standingObstacles(period)
    obstacles += standing
    let canBePriced = !standing.contains {
      switch $0 {
      case .dayAhead, .beforeStart: true
      default: false
      }
    }
    // Of days that lie ahead there is only what a run has found so far.
    guard canBePriced else { return obstacles + (try findingObstacles(period)) }
    try obstacles.add {
      try context.checkInvoiceDate()
      return nil
    }
    return try connection.onSnapshot(.readOnly) {
      let priced = try price(period)
      var obstacles = obstacles + priced.inTheWay.map(ClosingObstacle.finding)
      try obstacles.add {
        let left = try unnumbered(period, drafts: priced.drafts)
        return left > 0 ? .unnumbered(left) : nil
      }
      obstacles += try context.readTieOut(.period(period)).failures.map(ClosingObstacle.notTied)
      return obstacles
    }
  }

  /// What pricing the month would leave: how many drafts, and the findings in the way, the gravest
  /// first. Those of a booking that was deleted are closed by then: no booking comes by for them.
  private func price(
    _ period: BillingPeriod
  ) throws -> (drafts: Int, inTheWay: [FindingInTheWay]) {
    let stored = Dictionary(
      grouping: try connection.findings(FindingFilter(.current, period: period)).map(\.finding),
      by: \.bookingID)
    var drafts = 0
    var found: [(finding: FindingInTheWay, isOfDraft: Bool)] = []
    let (job, chunks) = try work(period, finalizing: .after(days: settings.graceDays))
    try context.walk(chunks) { chunk in
      var count = 0
      try job.decide(chunk) { booking, plan in
        count += 1
        var findings = (stored[booking.id] ?? []).map(FindingInTheWay.init)
        for change in plan.findingChanges { findings.make(change, in: period) }
        let draftDate = plan.change.draftBillingDate
        if draftDate?.period == period { drafts += 1 }
        found += findings.map { ($0, draftDate != nil) }
      }
      return count
    }
    let places = try connection.placesInTheWay(
      of: found.map { $0.finding.foreseen(ofDraft: $0.isOfDraft) })
    return (drafts, places.map { found[$0].finding })
  }

  /// How many records of the month would have no number once its drafts are finalized: numbers are
  /// given in the order of billing dates, those of the months before first.
  ///
  /// - Throws: `NumberingError`, as numbering would.
  private func unnumbered(_ period: BillingPeriod, drafts: Int) throws -> Int {
    let own = try drafts + closings.unnumbered(of: period)
    guard own > 0 else { return 0 }
    let left = try context.invoiceSeries().numbersLeft - closings.unnumbered(before: period)
    return max(0, own - max(0, left))
  }
}

extension [ClosingObstacle] {
  /// Adds what `body` finds, or what closing would end with where it throws that.
  fileprivate mutating func add(_ body: () throws -> ClosingObstacle?) throws {
    do {
      if let obstacle = try body() { append(obstacle) }
    } catch let error as NumberingError {
      append(.numbering(error))
    } catch RunError.longGap(let date, let last, let days) {
      append(.longGap(.longGap(date, lastGoodRun: last, maxDays: days)))
    }
  }
}

extension [FindingInTheWay] {
  /// Does what `FindingWriter` does about the month's findings of one booking.
  fileprivate mutating func make(_ change: FindingChange, in period: BillingPeriod) {
    switch change {
    case .open(let finding):
      if finding.billingPeriod == period { append(FindingInTheWay(finding)) }
    case .close(let id):
      removeAll { $0.findingID == id }
    case .revise(let id, let severity, let detail, let comesBack):
      for place in indices where self[place].findingID == id {
        self[place].severity = severity
        self[place].detail = detail
        if comesBack { self[place].takeBackDecision() }
      }
    }
  }
}
