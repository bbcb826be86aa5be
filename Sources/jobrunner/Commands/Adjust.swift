internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

struct Adjust: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Settle what changed after it was finalized: one credit or debit note each.",
    discussion: """
      Compares each finalized record of the month with what its booking would be billed today, and \
      shows the note that makes up the difference. On a terminal it asks before it posts them; \
      with --yes it does not ask. Notes have numbers of their own, and are posted into the open \
      period of the business date. Running it again finds nothing.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var person: PersonOptions

  @Argument(help: "A month, such as 2025-01.")
  var period: BillingPeriod

  @Flag(help: "Post the notes without asking.")
  var yes = false

  @Flag(name: .customLong("dry-run"), help: "Show the notes, and post none.")
  var dryRun = false

  func validate() throws {
    if yes, dryRun { throw ValidationError("--yes and --dry-run exclude each other") }
  }

  func run() throws {
    let session = try LabSession(options, command: "adjust", as: person, readOnly: dryRun)
    let job = AdjustJob(
      session.connection, settings: session.configuration.billing,
      businessDate: try session.businessDate(), report: session.reportProgress)
    let result: AdjustmentResult
    if dryRun {
      result = AdjustmentResult(planned: try job.plan(period))
    } else {
      let person = try session.person(needing: [.admin])
      result = try job.run(period, origin: session.origin(of: person)) { plan in
        try approve(plan, session)
      }
    }
    let report = AdjustmentReport(
      result, period: period,
      invoices: try session.connection.invoiceNumbers(of: result.plan.notes.map(\.bookingID)))
    if options.json {
      try printJSON(report, to: session.console)
    } else {
      for line in report.lines { session.console.result(line) }
    }
    if !report.unsettled.isEmpty { throw ExitCode(1) }
  }

  /// Shows the plan to whoever can say yes to it.
  private func approve(_ plan: AdjustmentPlan, _ session: LabSession) throws -> Bool {
    if yes { return true }
    guard Question.canBeAsked else { return false }
    let planned = AdjustmentReport(
      AdjustmentResult(planned: plan), period: period,
      invoices: try session.connection.invoiceNumbers(of: plan.notes.map(\.bookingID)))
    for line in planned.table { session.console.log(line) }
    return Question.isAnsweredYes("post \(plan.notes.count) notes?")
  }
}

extension BillingPeriod: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}
