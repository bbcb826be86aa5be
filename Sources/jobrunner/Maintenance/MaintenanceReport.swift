internal import Billing
internal import Exporters
internal import LabSchema
internal import Logging
internal import PlainText

/// What housekeeping found and did, step by step.
struct MaintenanceReport: Report {
  let done: Maintenance
  let isDryRun: Bool

  /// Whether somebody has something to decide.
  var needsPerson: Bool { !done.wrongCounters.isEmpty || !kept.isEmpty }

  /// Old packages that are still there.
  private var kept: [OldPackage] { done.oldPackages.filter { !done.deletedPackages.contains($0) } }

  var json: JSONObject {
    [
      "dry_run": isDryRun,
      // Removed, or in a dry run what would be.
      "expired_tokens": done.expiredTokens,
      "wrong_counters": done.wrongCounters.map(\.json),
      "old_packages": done.oldPackages.map { package in
        [
          "period": package.period, "folder": package.folder,
          "deleted": done.deletedPackages.contains(package),
        ] as JSONObject
      },
    ]
  }

  var lines: [String] {
    ["expired tokens: \(tokens)"] + counters + packages
  }

  var quietLines: [String] {
    (done.wrongCounters.isEmpty ? [] : counters) + (kept.isEmpty ? [] : packages)
  }

  private var tokens: String {
    guard done.expiredTokens > 0 else { return "none to remove" }
    return isDryRun ? "\(done.expiredTokens) would be removed" : "\(done.expiredTokens) removed"
  }

  private var counters: [String] {
    guard !done.wrongCounters.isEmpty else { return ["coupons' counters: all are right"] }
    return ["coupons' counters: \(Event.wrongCounters(done.wrongCounters.count).message)"]
      + CouponCounter.grid(done.wrongCounters).lines
  }

  private var packages: [String] {
    guard !done.oldPackages.isEmpty else { return ["old packages of open months: none"] }
    let deleted = done.deletedPackages.map { "deleted \($0.folder)" }
    guard !kept.isEmpty else { return ["old packages of open months:"] + deleted }
    return ["old packages of open months: \(Event.oldPackages(kept.count).message)"] + deleted
      + kept.map { "  \($0.folder)" }
  }
}

extension Maintenance {
  /// What a night says of it.
  var events: [Event] {
    var events: [Event] = []
    if expiredTokens > 0 { events.append(.tokensRemoved(expiredTokens)) }
    if !wrongCounters.isEmpty { events.append(.wrongCounters(wrongCounters.count)) }
    if !oldPackages.isEmpty { events.append(.oldPackages(oldPackages.count)) }
    return events
  }
}

extension Event {
  fileprivate static func tokensRemoved(_ count: Int) -> Event {
    Event(
      name: "tokens_removed", level: .info, message: "removed expired tokens",
      fields: ["count": .stringConvertible(count)])
  }

  fileprivate static func wrongCounters(_ count: Int) -> Event {
    Event(
      name: "wrong_counters", level: .notice,
      message: counted(count, "coupon is", "coupons are")
        + " counted otherwise than redeemed: jobrunner coupons recount",
      fields: ["count": .stringConvertible(count)])
  }

  fileprivate static func oldPackages(_ count: Int) -> Event {
    Event(
      name: "old_packages", level: .notice,
      message: counted(count, "package") + " of open months older than exports.keep_months: close "
        + "these months, or jobrunner maintain --delete",
      fields: ["count": .stringConvertible(count)])
  }

  /// Housekeeping at the end of a night could not be done.
  static func maintenanceFailed(_ failure: Failure) -> Event {
    Event(
      name: "maintenance_failed", level: .warning,
      message: "the night is done, and its housekeeping is not: \(failure.message)",
      fields: failure.remedy.map { [Event.remedy: .string($0)] } ?? [:])
  }
}

extension CouponCounter {
  var json: JSONObject {
    [
      "coupon_id": couponID, "code": code, "current_uses": counted, "redemptions": redemptions,
    ]
  }

  static func grid(_ counters: [CouponCounter]) -> TextGrid {
    var grid = TextGrid(
      ("Coupon", true), ("Code", false), ("Counted", true), ("Redeemed", true))
    grid.rows = counters.map { counter in
      ["\(counter.couponID)", counter.code, "\(counter.counted)", "\(counter.redemptions)"]
    }
    return grid
  }
}
