internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

struct Close: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Close a month: finalize and number the rest, tie out, export, seal.",
    discussion: """
      Refused, with the list and exit code 65, while a day of the month lies ahead, an earlier month \
      is open, a hold is not released, or a quarantined booking or drift is neither settled nor \
      accepted (jobrunner findings accept). The month is priced once more first, as every night; \
      --dry-run prices it too, and ends with 1 where something stands in the way.

      The seal is the SHA-256 of the package's manifest.json, which names the seal of the sealed \
      month before. A booking of a closed month that comes late is billed in the next open one. A \
      close that was interrupted is finished by running it again.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var gap: GapOptions
  @OptionGroup var person: PersonOptions

  @Argument(help: "A month, such as 2025-01.")
  var period: BillingPeriod

  @Flag(name: .customLong("dry-run"), help: "List what stands in the way, and change nothing.")
  var dryRun = false

  func run() throws {
    let session = try LabSession(options, command: "close", as: person, readOnly: dryRun, gap: gap)
    let date = try session.businessDate()
    if dryRun {
      let obstacles = try session.closeJob(
        businessDate: date, try session.labExports(closing: period)
      ).forecast(period)
      try show(ClosingReport(period, obstacles: obstacles), session)
      if !obstacles.isEmpty { throw ExitCode(1) }
      return
    }
    let person = try session.person(needing: [.admin])
    do {
      let result = try session.close(
        period, businessDate: date, origin: session.origin(of: person))
      try show(ClosingReport(period, result), session)
    } catch ClosingError.refused(let period, let obstacles) {
      let error = ClosingError.refused(period, obstacles)
      let failure = Failure(
        65, error.message,
        obstacles.count == 1 ? error.remedy : "settle them, then close it again")
      try show(ClosingReport(period, obstacles: obstacles), session, failure)
      throw failure
    }
  }

  private func show(
    _ report: ClosingReport, _ session: LabSession, _ failure: Failure? = nil
  ) throws {
    if options.json {
      try printJSON(report, failure: failure, to: session.console)
    } else {
      for line in report.lines { session.console.result(line) }
    }
  }
}
