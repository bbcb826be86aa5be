internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// A plan as a person reviews it: the table first, then the bookings, of each kind at most some.
struct PlanText {
  /// Bookings shown of one kind; the CSV file and JSON hold all of them.
  static let limit = 20

  private let currency: Currency
  private var shown: [String: [PlannedBooking]] = [:]
  private var omitted: [String: Int] = [:]

  private static let order = ["changed", "removed", "drifted", "new", "held", "quarantined"]

  init(_ currency: Currency) { self.currency = currency }

  mutating func add(_ booking: PlannedBooking) {
    guard let kind = booking.kind else { return }
    if shown[kind, default: []].count < Self.limit {
      shown[kind, default: []].append(booking)
    } else {
      omitted[kind, default: 0] += 1
    }
  }

  func lines(_ plan: RerunPlan) -> [String] {
    var lines = [
      "plan for \(plan.scope), business date \(plan.businessDate): "
        + "\(counted(plan.counts.bookingsRead, "booking")) read", "",
    ]
    lines += records(plan).lines + [""] + states(plan).lines
    if !shown.isEmpty { lines += [""] + bookings.lines }
    for kind in Self.order {
      guard let count = omitted[kind] else { continue }
      lines.append("and \(count) more \(kind): --out FILE.csv has all of them")
    }
    if let end = plan.seriesEnd { lines += ["", "after it, \(end.sentence)"] }
    return lines + ["", "plan \(plan.hash)"]
  }

  private func records(_ plan: RerunPlan) -> TextGrid {
    let counts = plan.counts
    let amounts = plan.amounts
    let none = PlanAmounts.Sum()
    let kinds = [
      ("new", counts.recordsNew, none, amounts.new),
      ("changed", counts.recordsChanged, amounts.changedFrom, amounts.changedTo),
      ("removed", counts.recordsRemoved, amounts.removed, none),
      ("unchanged", counts.recordsUnchanged, amounts.unchanged, amounts.unchanged),
      ("drifted", counts.recordsDrifted, amounts.drifted, amounts.drifted),
    ]
    let total = (
      "all", kinds.reduce(0) { $0 + $1.1 }, kinds.reduce(none) { $0 + $1.2 },
      kinds.reduce(none) { $0 + $1.3 }
    )
    var grid = TextGrid(
      ("Records", false), ("Count", true), ("Stored", true), ("Planned", true),
      ("Difference", true))
    grid.rows = (kinds + [total]).map { name, count, stored, planned in
      [
        name, "\(count)", currency.text(stored), currency.text(planned),
        currency.signed(planned - stored),
      ]
    }
    return grid
  }

  private func states(_ plan: RerunPlan) -> TextGrid {
    let counts = plan.counts
    let amounts = plan.amounts
    let difference = currency.signed(amounts.driftedToday - amounts.drifted)
    var grid = TextGrid(
      ("Of these", false), ("Count", true), ("Final amount", true), ("Note", false))
    grid.rows = [
      [
        "finalized and numbered", "\(counts.recordsFinalized)", currency.text(amounts.finalized),
        plan.waitingForNumber > 0
          ? "\(plan.waitingForNumber) finalized before get their number too" : "",
      ],
      [
        "held", "\(counts.recordsHeld)", currency.text(amounts.held),
        counts.recordsHeld > 0 ? "stay drafts until: jobrunner findings release" : "",
      ],
      [
        "drifted, as of today", "\(counts.recordsDrifted)", currency.text(amounts.driftedToday),
        counts.recordsDrifted > 0
          ? "\(difference), to be settled: jobrunner adjust \(plan.scope.period)" : "",
      ],
      [
        "quarantined", "\(counts.bookingsQuarantined)", "–",
        counts.bookingsQuarantined > 0 ? "not billed until they are put right" : "",
      ],
    ]
    return grid
  }

  private var bookings: TextGrid {
    var grid = TextGrid(
      ("What", false), ("Booking", true), ("Service date", false), ("Stored", true),
      ("Planned", true), ("Difference", true), ("Why", false))
    for kind in Self.order {
      for booking in shown[kind] ?? [] {
        grid.rows.append([
          booking.label, "\(booking.bookingID)", booking.serviceDate.map { "\($0)" } ?? "–",
          booking.stored.map { currency.text($0.amounts.final) } ?? "–",
          booking.planned.map { currency.text($0.amounts.final) } ?? "–",
          currency.signed(booking.difference),
          booking.why,
        ])
      }
    }
    return grid
  }
}

extension PlannedBooking {
  /// What it is listed under; nil where nothing about it needs to be seen.
  fileprivate var kind: String? {
    switch action {
    case .unchanged, .none: isQuarantined ? "quarantined" : isHeld ? "held" : nil
    case .new, .changed, .removed, .drifted: action.rawValue
    }
  }

  fileprivate var label: String {
    guard let kind else { return "" }
    return isHeld && kind != "held" ? "\(kind), held" : kind
  }

  fileprivate var difference: PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    if let planned { sum.add(planned.amounts.final) }
    var before = PlanAmounts.Sum()
    if let stored { before.add(stored.amounts.final) }
    return sum - before
  }

  /// The reasons, and what quarantines or holds it.
  fileprivate var why: String {
    let findings = findings.filter { $0.severity != .warn && $0.finding.kind != .drift }
    var words: [String] = []
    for text in reasons.map(\.text) + findings.map(\.finding.detail) {
      // What is no longer billed because of a finding says so in the finding's words.
      if !words.contains(where: { $0.contains(text) }) { words.append(text) }
    }
    return words.joined(separator: "; ")
  }
}
