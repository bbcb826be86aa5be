internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Reopen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a closed month again, with a reason.",
    discussion: """
      Only the last closed month can be opened: the seals of later ones are chained to it. What was \
      finalized or invoiced in the month stays as it is, and its seal is kept; closing it again \
      gives it a second one. To correct what was billed, there is no need to reopen: jobrunner \
      adjust posts notes into the open month.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var person: PersonOptions

  @Argument(help: "A month, such as 2025-01.")
  var period: BillingPeriod

  @Option(help: "Why it has to be opened again.")
  var reason: String

  func validate() throws {
    try checkReason(reason)
  }

  func run() throws {
    let session = try LabSession(options, command: "reopen", as: person)
    let person = try session.person(needing: [.admin])
    let seal = try ReopenJob(try session.runContext())
      .run(period, reason: reason, origin: session.origin(of: person))
    try session.show(ReopenReport(period: period, reason: reason, seal: seal?.seal))
  }

  private struct ReopenReport: Report {
    let period: BillingPeriod
    let reason: String
    /// The seal that held until now.
    let seal: String?

    var json: JSONObject { ["period": period, "reason": reason, "seal": seal] }

    var quietLines: [String] { [] }

    var lines: [String] {
      ["\(period) is open again" + (seal.map { "; its seal \($0) is kept" } ?? "")]
    }
  }
}
