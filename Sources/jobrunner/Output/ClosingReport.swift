internal import Billing
internal import BillingJobs
internal import LabSchema

/// A month that was closed, or what stands in the way of it.
struct ClosingReport: Report {
  private let period: BillingPeriod
  /// nil where it was not closed.
  private let result: ClosingResult?
  private let obstacles: [ClosingObstacle]

  init(_ period: BillingPeriod, _ result: ClosingResult) {
    (self.period, self.result, obstacles) = (period, result, [])
  }

  init(_ period: BillingPeriod, obstacles: [ClosingObstacle]) {
    (self.period, result, self.obstacles) = (period, nil, obstacles)
  }

  var json: JSONObject {
    [
      "period": period,
      "closed": result != nil,
      "run_id": result?.runID,
      "seal": result?.seal.seal,
      "previous_period": result?.seal.previousPeriod,
      "previous_seal": result?.seal.previousSeal,
      "first_number": result?.numbers?.first,
      "last_number": result?.numbers?.last,
      "obstacles": obstacles.map { obstacle in
        [
          "finding_id": obstacle.finding?.findingID,
          "kind": obstacle.kind,
          "booking_id": obstacle.finding?.bookingID,
          "message": obstacle.message,
          "remedy": obstacle.remedy,
        ] as JSONObject
      },
    ]
  }

  var quietLines: [String] { result == nil ? lines : [] }

  var lines: [String] {
    guard let result else {
      guard !obstacles.isEmpty else { return ["nothing stands in the way of closing \(period)"] }
      var grid = TextGrid(
        ("In the way", false), ("Finding", true), ("Booking", true), ("What it is", false))
      grid.rows = obstacles.map { obstacle in
        [
          obstacle.kind, shown(obstacle.finding?.findingID), shown(obstacle.finding?.bookingID),
          obstacle.message,
        ]
      }
      return grid.lines + ways
    }
    var lines = [result.runID == nil ? "\(period) was closed before" : "\(period) is closed"]
    if let numbers = result.numbers {
      lines.append("invoices \(numbers.first) to \(numbers.last)")
    }
    lines.append("sealed with \(result.seal.seal)")
    if let previous = result.seal.previousPeriod {
      lines.append("chained to the seal of \(previous)")
    }
    return lines
  }

  /// What settles each kind of obstacle, said once.
  private var ways: [String] {
    // What is no finding says it for itself.
    var ways = obstacles.filter { $0.finding == nil }.map { "\($0.kind): \($0.remedy)" }
    let findings = obstacles.compactMap(\.finding)
    if findings.contains(where: { $0.kind == .drift && $0.severity != .quarantine }) {
      ways.append(
        "drift: jobrunner adjust \(period), or jobrunner findings accept FINDING --reason TEXT")
    }
    if findings.contains(where: { $0.severity == .quarantine }) {
      ways.append(
        "quarantine: correct the booking in the app, or jobrunner findings accept FINDING "
          + "--reason TEXT")
    }
    if findings.contains(where: { $0.kind != .drift && $0.severity != .quarantine }) {
      ways.append(
        "holds: correct the booking in the app, or jobrunner findings release FINDING "
          + "--reason TEXT")
    }
    if findings.contains(where: { $0.findingID == nil }) {
      ways.append(
        "findings without an ID are not written down yet: jobrunner close \(period) does it, "
          + "and is refused")
    }
    return ways
  }
}

extension ClosingObstacle {
  fileprivate var finding: FindingInTheWay? {
    if case .finding(let finding) = self { finding } else { nil }
  }

  /// What it is called; stable, for programs.
  fileprivate var kind: String {
    switch self {
    case .dayAhead: "day_ahead"
    case .earlierOpen: "earlier_month_open"
    case .beforeStart: "before_start_date"
    case .earlierUnsealed: "earlier_month_unsealed"
    case .drafts: "drafts"
    case .unnumbered: "unnumbered"
    case .numbering: "numbering"
    case .longGap: "long_gap"
    case .notTied: "not_tied_out"
    case .unwritable(let what, _, _): what
    case .unprotected: "protection"
    case .finding(let found):
      found.severity == .quarantine ? "quarantine \(found.kind)" : "\(found.kind)"
    }
  }
}
