package import LabSchema
internal import Postgres

extension CloseJob {
  /// What would stand in the way of closing the month now: it is priced as ``run(_:origin:package:)``
  /// prices it, on one snapshot, and nothing is written. A month that is closed already has nothing
  /// in its way.
  ///
  /// - Throws: what closing would be refused with before it begins: `RunError`, `NumberingError`.
  package func forecast(_ period: BillingPeriod) throws -> [ClosingObstacle] {
    try steps.check()
    if try closings.closing(of: period)?.state == .closed { return [] }
    let obstacles = try calendarObstacles(period)
    let canBePriced = !obstacles.contains {
      switch $0 {
      case .dayAhead, .beforeStart: true
      default: false
      }
    }
    // Of days that lie ahead there is only what a run has found so far.
    guard canBePriced else { return obstacles + (try findingObstacles(period)) }
    if obstacles.isEmpty { try steps.checkInvoiceDate() }
    return try connection.onSnapshot(.readOnly) {
      obstacles + (try forecastFindings(period)).map(ClosingObstacle.finding)
    }
  }

  /// The findings in the way as they would stand after pricing, the gravest first. Those of a booking
  /// that was deleted are closed by then: no booking comes by for them.
  private func forecastFindings(_ period: BillingPeriod) throws -> [FindingInTheWay] {
    let stored = Dictionary(
      grouping: try connection.openFindings(period: period, kind: nil, severity: nil),
      by: \.bookingID)
    var inTheWay: [FindingInTheWay] = []
    let (job, chunks) = try work(period, graceDays: settings.graceDays)
    for (index, scope) in chunks.enumerated() {
      var count = 0
      try job.decide(scope) { booking, plan in
        count += 1
        var findings = (stored[booking.id] ?? []).map(FindingInTheWay.init)
        for change in plan.findingChanges { findings.make(change, in: period) }
        let isDraft = plan.change.draftBillingDate != nil
        inTheWay += findings.filter { $0.isInTheWay(ofDraft: isDraft) }
      }
      steps.report(.chunkDone(index + 1, of: chunks.count, bookings: count))
    }
    return inTheWay.sorted { $0.rank < $1.rank }
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

extension FindingInTheWay {
  /// What `findingsInTheWay(ofClosing:)` asks of the stored ones: a hold keeps a draft back, and
  /// what is finalized it cannot.
  fileprivate func isInTheWay(ofDraft isDraft: Bool) -> Bool {
    kind.asksForAcceptance(at: severity)
      ? !isAccepted : severity == .hold && !isReleased && isDraft
  }

  fileprivate var rank: (Int, String, Int32) {
    let gravity = severity == .quarantine ? 0 : severity == .hold ? 1 : 2
    return (gravity, kind.rawValue, bookingID?.rawValue ?? 0)
  }
}
