internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

struct Adjust: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Settle what changed after it was finalized: one credit or debit note each.",
    discussion: """
      Compares each finalized record of the month, or the one that is named, with what its booking \
      would be billed today, and shows the note that makes up the difference. On a terminal it asks before it posts them; \
      with --yes it does not ask. Notes have numbers of their own, and are posted into the open \
      period of the business date. Running it again finds nothing. Where a note leaves an invoice \
      that was paid with more than it comes to, it says what is to be given back, and ends with 1.

        jobrunner adjust 2025-01 --dry-run
        jobrunner adjust PL/24-25/0000001 --yes --as meera@lab.example
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var gap: GapOptions
  @OptionGroup var person: PersonOptions

  @Argument(
    help: "A month such as 2025-01, a booking's ID, or the number of an invoice or note.")
  var subject: String

  @Flag(help: "Post the notes without asking.")
  var yes = false

  @Flag(name: .customLong("dry-run"), help: "Show the notes, and post none.")
  var dryRun = false

  func validate() throws {
    if dryRun, yes { throw ValidationError("--dry-run writes nothing: leave out --yes") }
    if !dryRun, !yes, options.json || !Terminal.isInteractive {
      throw ValidationError(
        "without a terminal nobody can be asked: add --yes, or --dry-run to see the notes")
    }
  }

  func run() throws {
    let session = try LabSession(
      options, command: "adjust", as: person, readOnly: dryRun, gap: gap, for: .billing)
    let actor = dryRun ? nil : try session.person(needing: [.admin])
    if dryRun { session.sayRefusalsOfWriting() }
    let job = AdjustJob(
      try session.runContext(exported: try session.labExports().numbers))
    let scope = try job.scope(subject)
    let plan = try job.plan(scope)
    let planned = try report(AdjustmentResult(planned: plan), of: scope, session)
    guard let actor,
      try yes || (!plan.notes.isEmpty && isConfirmed(planned, plan.notes.count, actor, session))
    else { return try show(planned, session) }
    let result = try job.run(scope, expecting: plan, origin: session.origin(of: actor))
    try show(report(result, of: scope, session), session)
  }

  private func show(_ report: AdjustmentReport, _ session: LabSession) throws {
    try session.show(report)
    if report.needsPerson { throw ExitCode(.needsPerson) }
  }

  private func report(
    _ result: AdjustmentResult, of scope: AdjustmentScope, _ session: LabSession
  ) throws -> AdjustmentReport {
    let notes = result.plan.notes
    return AdjustmentReport(
      result, of: scope, currency: session.currency,
      invoices: try session.connection.invoiceNumbers(of: notes.map(\.bookingID)),
      paid: try session.connection.amountsPaid(of: notes.map(\.recordID)))
  }

  /// Nobody holds the lab while a person thinks: what is posted has to be what was shown.
  private func isConfirmed(
    _ planned: AdjustmentReport, _ count: Int, _ actor: Actor, _ session: LabSession
  ) throws -> Bool {
    for line in planned.table + planned.warnings + planned.foreseenEnds {
      session.console.result(line)
    }
    return try Terminal.confirms(
      "post \(counted(count, "note")) as \(actor.name)?", console: session.console,
      session.interruption)
  }
}
