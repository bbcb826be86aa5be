internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema
internal import Postgres

struct Rerun: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bill one month or day again: the plan first, then all of it or nothing.",
    discussion: """
      Shows what would be new, changed (with the reasons), removed, held, quarantined and drifted. \
      On a terminal it asks before it writes; elsewhere it needs --yes. To have a plan reviewed by \
      somebody else, send them the output of --dry-run and carry it out with --expect-plan: should \
      a booking or a price have changed meanwhile, nothing is written and the exit code is 75.

      What is finalized does not change: such a booking has drifted, and jobrunner adjust settles \
      it. Needs an admin, named with --as; --dry-run needs nobody.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var gap: GapOptions
  @OptionGroup var person: PersonOptions

  @Argument(help: "A month or a day, such as 2025-01 or 2025-01-15.")
  var scope: BillingScope

  @Flag(name: .customLong("dry-run"), help: "Show the plan and its hash, and change nothing.")
  var dryRun = false

  @Flag(help: "Carry out the plan without asking.")
  var yes = false

  @Option(
    name: .customLong("expect-plan"),
    help: ArgumentHelp("Carry out this plan and no other.", valueName: "hash"))
  var expectedPlan: String?

  @Option(
    help: ArgumentHelp("Write every booking of the plan as CSV.", valueName: "file"),
    completion: .file())
  var out: String?

  func validate() throws {
    if dryRun, yes { throw ValidationError("--dry-run writes nothing: leave out --yes") }
    if let expectedPlan, !isDigest(expectedPlan) {
      throw ValidationError("--expect-plan takes the 64 digits that --dry-run prints")
    }
    if !dryRun, !yes, options.json || !Terminal.isInteractive {
      throw ValidationError(
        "without a terminal nobody can be asked: add --yes, or --dry-run to see the plan")
    }
  }

  func run() throws {
    let session = try LabSession(
      options, command: "rerun", as: person, readOnly: dryRun, gap: gap, for: .billing)
    let actor = dryRun ? nil : try session.person(needing: [.admin])
    if dryRun { session.sayRefusalsOfWriting() }
    let date = try session.businessDate()
    let job = RerunJob(
      try session.runContext(on: date, exported: try session.labExports(billingOn: date).numbers))
    let review = try PlanReview(session, asJSON: options.json, file: out, isAccount: yes)
    let plan = try job.plan(scope, review: review.add)
    try review.show(plan)
    if let expectedPlan, expectedPlan.lowercased() != plan.hash {
      let error = RunError.planChanged(expected: expectedPlan, actual: plan.hash)
      try review.end(plan, nil, Failure(error))
      throw error
    }
    guard let actor, try yes || plan.isEmpty || isConfirmed(actor, session) else {
      try review.end(plan, nil)
      return
    }
    let result = try job.run(
      scope, expecting: plan.hash, origin: session.origin(of: actor)
    ) { result in
      try session.export(days: result.days, periods: result.periods)
    }
    try review.end(result.plan, result)
    session.noteTold(result.runID)
    if result.plan.newlyNeedingPerson > 0 || result.seriesEnd != nil {
      throw ExitCode(.needsPerson)
    }
  }

  private func isConfirmed(_ actor: Actor, _ session: LabSession) throws -> Bool {
    try Terminal.confirms(
      "carry it out as \(actor.name)?", console: session.console, session.interruption)
  }
}

/// A plan on its way to the person: its bookings as they are found, then the table.
private final class PlanReview {
  private let console: Console
  private var text: PlanText
  private let file: PlanFile?
  private let spool: JSONSpool?
  /// Whether the plan was not asked for, but is carried out.
  private let isAccount: Bool

  init(_ session: LabSession, asJSON: Bool, file path: String?, isAccount: Bool) throws {
    console = session.console
    self.isAccount = isAccount
    text = PlanText(session.currency)
    let exports = session.configuration.exports
    do {
      file = try path.map {
        try PlanFile(path: FilePath.absolute(option: "--out", $0), settings: exports)
      }
    } catch let error as ExportError where error.exitStatus == .notWritable {
      throw RequestError(
        exitStatus: .notWritable, message: error.message,
        remedy: "name a file with --out that can be written")
    }
    spool = asJSON ? try JSONSpool(folder: exports.temporaryFolder) : nil
  }

  func add(_ booking: PlannedBooking) throws {
    try file?.write(booking)
    if let spool {
      try spool.add(booking.json)
    } else {
      text.add(booking)
    }
  }

  /// Shows the plan to who may be asked about it; JSON is one document, printed at the end.
  func show(_ plan: RerunPlan) throws {
    try file?.finish()
    guard spool == nil else { return }
    for line in text.lines(plan) { say(line) }
  }

  private func say(_ line: String) {
    if isAccount { console.account(line) } else { console.result(line) }
  }

  /// - Parameter result: nil where the plan was not carried out.
  func end(_ plan: RerunPlan, _ result: RerunResult?, _ failure: Failure? = nil) throws {
    if let spool {
      try spool.print(
        PlanReport(plan: plan, result: result).json, failure: failure, elements: "bookings",
        to: console)
    } else if let result {
      console.account("carried out by run \(result.runID)")
      if let numbers = result.numbers { console.account(numbers.sentence) }
    } else {
      say("nothing was changed")
    }
    guard let result else { return }
    for event in Event.attention(findings: plan.newlyNeedingPerson, result.seriesEnd) {
      console.log(event)
    }
  }
}
