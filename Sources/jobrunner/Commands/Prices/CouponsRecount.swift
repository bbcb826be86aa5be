internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

extension Coupons {
  struct Recount: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set each coupon's counter to the number of its redemptions.",
      discussion: """
        The counter (current_uses) is the app's: by it the app refuses a coupon that was used up. Billing \
        counts redemptions (R5). jobrunner maintain tells where the two differ. While it counts, \
        redemptions of the app wait.

          jobrunner coupons recount --dry-run
          jobrunner coupons recount --yes --as meera@lab.example
        """)

    @OptionGroup var write: WriteOptions

    func run() throws {
      let session = try write.session("coupons recount")
      let writing = try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .update, of: .coupons, columns: ["current_uses"]))
      try writing.carryOut(
        report: { RecountReport(counters: $0, state: $1) }, isNothing: \.isEmpty
      ) {
        try session.connection.correctCouponCounters()
      }
    }
  }
}

/// Counters that were corrected, or would be.
private struct RecountReport: Report {
  /// As they were before.
  let counters: [CouponCounter]
  let state: WritingState

  var json: JSONObject {
    ["dry_run": state != .written, "counters": counters.map(\.json)]
  }

  var lines: [String] {
    guard !counters.isEmpty else { return ["every coupon is counted as it was redeemed"] }
    return CouponCounter.grid(counters).lines
      + ["\(counted(counters.count, "counter")) \(state.words("set to what was redeemed"))"]
  }

  var quietLines: [String] { state == .written ? [] : lines }
}
