internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

extension Findings {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Release a hold, so that the next run finalizes its record.",
      discussion: """
        The release stands for the record as it is: when its booking changes, it is held again. \
        Needs an admin, named with --as.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var decision: FindingDecisionOptions

    func run() throws {
      try decision.carryOut("released", as: "findings release", options, person) {
        job, id, origin in
        let finding = try job.release(id, reason: decision.reason, origin: origin)
        return (finding, finding.releasedBy)
      }
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Accept a quarantined booking or a drift as it is, so that its month can be closed.",
      discussion: """
        A quarantined booking that is accepted stays unbilled, and a drift unsettled. The acceptance \
        stands for the booking as it is: when it changes, the finding is back. Needs an admin, named \
        with --as.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var decision: FindingDecisionOptions

    func run() throws {
      try decision.carryOut("accepted", as: "findings accept", options, person) { job, id, origin in
        let finding = try job.accept(id, reason: decision.reason, origin: origin)
        return (finding, finding.acceptedBy)
      }
    }
  }
}

/// Which finding a person decides about, and why.
struct FindingDecisionOptions: ParsableArguments {
  @Argument(help: "The finding's ID, as listed.")
  var id: Int64

  @Option(help: "Why; kept with the finding.")
  var reason: String

  func validate() throws {
    try checkReason(reason)
  }

  /// Lets an admin decide, as a run, and says what was done.
  ///
  /// - Parameter decide: gives the finding, and who had decided about it before.
  func carryOut(
    _ done: String, as command: String, _ options: GlobalOptions, _ person: PersonOptions,
    _ decide: (FindingJob, FindingID, RunOrigin) throws -> (BillingFinding, String?)
  ) throws {
    let session = try LabSession(options, command: command, as: person)
    let actor = try session.person(needing: [.admin])
    let job = FindingJob(try session.runContext())
    let (finding, earlier) = try decide(job, FindingID(id), session.origin(of: actor))
    try session.show(DecisionReport(decision: done, earlier: earlier, finding: finding))
  }
}

/// What was decided about a finding.
private struct DecisionReport: Report {
  /// `released` or `accepted`.
  let decision: String
  /// Who had decided it before; nil where it was decided now.
  let earlier: String?
  let finding: BillingFinding

  var json: JSONObject {
    ["decision": decision, "decided_before": earlier, "finding": finding.json]
  }

  var lines: [String] {
    let name = "\(finding.kind)" + (finding.bookingID.map { " of booking \($0)" } ?? "")
    return [earlier.map { "\(name) was \(decision) by \($0) already" } ?? "\(decision) \(name)"]
  }
}
