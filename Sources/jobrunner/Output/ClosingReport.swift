internal import Billing
internal import BillingJobs
internal import LabSchema

/// A month that was closed, or what stands in the way of it, for people and for programs.
struct ClosingReport: Encodable {
  var period: String
  var closed: Bool
  var runId: Int64?
  var seal: String?
  var previousPeriod: String?
  var previousSeal: String?
  var firstNumber: String?
  var lastNumber: String?
  var obstacles: [Obstacle] = []

  struct Obstacle: Encodable {
    var findingId: Int64?
    var kind: String
    var bookingId: Int32?
    var message: String
    var remedy: String
    var isFinding: Bool

    private enum CodingKeys: CodingKey { case findingId, kind, bookingId, message, remedy }
  }

  init(_ period: BillingPeriod, _ result: ClosingResult) {
    self.period = "\(period)"
    closed = true
    runId = result.runID?.rawValue
    seal = result.seal.seal
    previousPeriod = result.seal.previousPeriod.map { "\($0)" }
    previousSeal = result.seal.previousSeal
    firstNumber = result.numbers?.first
    lastNumber = result.numbers?.last
  }

  init(_ period: BillingPeriod, obstacles: [ClosingObstacle]) {
    self.period = "\(period)"
    closed = false
    self.obstacles = obstacles.map(Obstacle.init)
  }

  var lines: [String] {
    guard closed, let seal else {
      guard !obstacles.isEmpty else { return ["nothing stands in the way of closing \(period)"] }
      var grid = TextGrid(
        ("In the way", false), ("Finding", true), ("Booking", true), ("What it is", false))
      grid.rows = obstacles.map { obstacle in
        [
          obstacle.kind, obstacle.findingId.map { "\($0)" } ?? "–",
          obstacle.bookingId.map { "\($0)" } ?? "–", obstacle.message,
        ]
      }
      return grid.lines + ways
    }
    var lines = [runId == nil ? "\(period) was closed before" : "\(period) is closed"]
    if let firstNumber, let lastNumber {
      lines.append("invoices \(firstNumber) to \(lastNumber)")
    }
    lines.append("sealed with \(seal)")
    if let previousPeriod { lines.append("chained to the seal of \(previousPeriod)") }
    return lines
  }

  /// What settles each kind of obstacle, said once.
  private var ways: [String] {
    // What is no finding says it for itself.
    var ways = obstacles.filter { !$0.isFinding }.map { "\($0.kind): \($0.remedy)" }
    let kinds = Set(obstacles.map(\.kind))
    if kinds.contains("drift") {
      ways.append(
        "drift: jobrunner adjust \(period), or jobrunner findings accept FINDING --reason TEXT")
    }
    if kinds.contains(where: { $0.hasPrefix("quarantine") }) {
      ways.append(
        "quarantine: correct the booking in the app, or jobrunner findings accept FINDING "
          + "--reason TEXT")
    }
    let holds = obstacles.filter { $0.isFinding && $0.kind != "drift" }
      .filter { !$0.kind.hasPrefix("quarantine") }
    if !holds.isEmpty {
      ways.append(
        "holds: correct the booking in the app, or jobrunner findings release FINDING "
          + "--reason TEXT")
    }
    if obstacles.contains(where: { $0.isFinding && $0.findingId == nil }) {
      ways.append(
        "findings without an ID are not written down yet: jobrunner close \(period) does it, "
          + "and is refused")
    }
    return ways
  }
}

extension ClosingReport.Obstacle {
  fileprivate init(_ obstacle: ClosingObstacle) {
    var finding: FindingInTheWay?
    let kind: String
    switch obstacle {
    case .dayAhead: kind = "day_ahead"
    case .earlierOpen: kind = "earlier_month_open"
    case .beforeStart: kind = "before_start_date"
    case .earlierUnsealed: kind = "earlier_month_unsealed"
    case .drafts: kind = "drafts"
    case .unnumbered: kind = "unnumbered"
    case .numbering: kind = "numbering"
    case .longGap: kind = "long_gap"
    case .notTied: kind = "not_tied_out"
    case .unwritable(let what, _, _): kind = what
    case .unprotected: kind = "protection"
    case .finding(let found):
      finding = found
      kind = found.severity == .quarantine ? "quarantine \(found.kind)" : "\(found.kind)"
    }
    self.init(
      findingId: finding?.findingID?.rawValue, kind: kind, bookingId: finding?.bookingID?.rawValue,
      message: obstacle.message, remedy: obstacle.remedy, isFinding: finding != nil)
  }
}
