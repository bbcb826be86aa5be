internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

extension Findings {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Release holds, so that the next run finalizes their records.",
      discussion: """
        The release stands for the record as it is: when its booking changes, it is held again. \
        Name findings by their IDs, or with the options of list, which mean the open holds among \
        them: how many there are is shown first, and on a terminal it asks. All are released, or none. \
        Needs an admin, named with --as.

          jobrunner findings release 12 15 --reason 'checked by phone' \\
            --as meera@lab.example
          jobrunner findings release --kind zero_amount --period 2025-01 \\
            --reason gifts --dry-run
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var decision: FindingDecisionOptions

    func validate() throws { try decision.checkCanAsk(options) }

    func run() throws { try decision.carryOut(.release, options, person) }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Accept quarantined bookings or drifts as they are, so that their month can be closed.",
      discussion: """
        A quarantined booking that is accepted stays unbilled, and a drift unsettled. The acceptance \
        stands for the booking as it is: when it changes, the finding is back. Name findings by their \
        IDs, or with the options of list, which mean the open quarantines and drifts among them: how \
        many there are is shown first, and on a terminal it asks. All are accepted, or none. Needs an \
        admin, named with --as.

          jobrunner findings accept 31 --reason 'a test order' --as meera@lab.example
          jobrunner findings accept --kind no_items --period 2025-01 \\
            --reason 'never done' --dry-run
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var decision: FindingDecisionOptions

    func validate() throws { try decision.checkCanAsk(options) }

    func run() throws { try decision.carryOut(.accept, options, person) }
  }
}

/// Which findings a person decides about, and why.
struct FindingDecisionOptions: ParsableArguments {
  @Argument(help: "The findings' IDs, as listed.")
  var ids: [Int64] = []

  @OptionGroup var filter: FindingFilterOptions

  @Option(help: "Why; kept with each finding.")
  var reason: String

  @Flag(name: .customLong("dry-run"), help: "Say what would be decided, and change nothing.")
  var dryRun = false

  @Flag(help: "Decide about all that the options name, without asking.")
  var yes = false

  func validate() throws {
    try checkReason(reason)
    if dryRun, yes { throw ValidationError("--dry-run writes nothing: leave out --yes") }
    if ids.isEmpty, filter.isEmpty {
      throw ValidationError("say which: IDs, or options of findings list such as --period 2025-01")
    }
    if !ids.isEmpty, !filter.isEmpty {
      throw ValidationError("findings are named by their IDs or by options, not by both")
    }
  }

  /// Refuses what would have to ask where nobody can be asked. What was named is not asked about.
  func checkCanAsk(_ options: GlobalOptions) throws {
    if ids.isEmpty, !dryRun, !yes, options.json || !Terminal.isInteractive {
      throw ValidationError(
        "without a terminal nobody can be asked: add --yes, or --dry-run to see the findings")
    }
  }

  /// Lets an admin decide, as one run, and says what was done.
  func carryOut(
    _ verdict: FindingVerdict, _ options: GlobalOptions, _ person: PersonOptions
  ) throws {
    let session = try LabSession(
      options, command: "findings \(verdict.rawValue)", as: person, readOnly: dryRun)
    let actor = dryRun ? nil : try session.person(needing: [.admin])
    if dryRun { session.sayRefusalsOfWriting() }
    let job = FindingJob(try session.runContext())
    let meant = try meant(verdict, session)
    guard let actor, !meant.isEmpty else {
      let findings = try job.plan(verdict, meant)
      return try session.show(
        DecisionReport(verdict: verdict, findings: findings, isWritten: false))
    }
    if ids.isEmpty, !yes, try !isConfirmed(job.plan(verdict, meant), verdict, actor, session) {
      return session.console.result("nothing was \(verdict.state)")
    }
    let findings = try job.decide(
      verdict, meant, reason: reason, origin: session.origin(of: actor))
    try session.show(DecisionReport(verdict: verdict, findings: findings, isWritten: true))
  }

  /// Each once, in the order in which they were named or are listed.
  private func meant(_ verdict: FindingVerdict, _ session: LabSession) throws -> [FindingID] {
    guard ids.isEmpty else {
      var seen: Set<Int64> = []
      return ids.filter { seen.insert($0).inserted }.map { FindingID($0) }
    }
    return try session.connection.findings(filter.filter(.open, decidable: verdict.state))
      .map(\.finding.findingID)
  }

  /// Nobody holds the lab while a person thinks: what is decided is what was shown, or it is refused.
  private func isConfirmed(
    _ findings: [ListedFinding], _ verdict: FindingVerdict, _ actor: Actor, _ session: LabSession
  ) throws -> Bool {
    for line in FindingsReport.grid(findings.prefix(DecisionReport.sample)).lines {
      session.console.result(line)
    }
    if findings.count > DecisionReport.sample {
      session.console.result("and \(findings.count - DecisionReport.sample) more")
    }
    return try Terminal.confirms(
      "\(verdict.rawValue) \(counted(findings.count, "finding")) as \(actor.name)?",
      console: session.console,
      session.interruption)
  }
}

/// What was decided about findings, or would be.
private struct DecisionReport: Report {
  /// How many are shown to a person.
  static let sample = 10

  let verdict: FindingVerdict
  /// As they were before.
  let findings: [ListedFinding]
  let isWritten: Bool

  private var decided: Int { findings.count { $0.decider(verdict) == nil } }

  var json: JSONObject {
    [
      "decision": verdict.state.rawValue,
      // False for a dry run, and where there was nothing to decide.
      "written": isWritten,
      // How many were decided now, or would be.
      "count": decided,
      // As they were before; `decided_before` is who had decided so already.
      "findings": findings.map { $0.json + ["decided_before": $0.decider(verdict)] },
    ]
  }

  var quietLines: [String] { isWritten ? [] : lines }

  var lines: [String] {
    let verb = isWritten ? "\(verdict.state)" : "would be \(verdict.state):"
    var lines = findings.prefix(Self.sample).map { listed in
      let finding = listed.finding
      let name = "\(finding.kind)" + (finding.bookingID.map { " of booking \($0)" } ?? "")
      return listed.decider(verdict).map { "\(name) was \(verdict.state) by \($0) already" }
        ?? "\(verb) \(name)"
    }
    if findings.count > Self.sample { lines.append("and \(findings.count - Self.sample) more") }
    if findings.count != 1 {
      lines.append(
        isWritten
          ? "\(verdict.state) \(counted(decided, "finding"))"
          : decided == 0
            ? "there is no open finding like that to \(verdict.rawValue)"
            : "\(counted(decided, "finding")) would be \(verdict.state); nothing was written")
    }
    return lines
  }
}
