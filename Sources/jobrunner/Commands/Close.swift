internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Close: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Close a month: finalize and number the rest, tie out, export, seal.",
    discussion: """
      Refused, with the list and exit code 65, while a day of the month lies ahead, an earlier month \
      is open, a hold is not released, or a quarantined booking or drift is neither settled nor \
      accepted (jobrunner findings accept). The month is priced once more first, as every night; \
      --dry-run prices it too, and lists whatever would stop the closing, with exit code 1: these, \
      the end of a number series, what does not tie out, a trigger or constraint of the database that \
      is missing, an exports folder that cannot be written.

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
    let session = try LabSession(
      options, command: "close", as: person, readOnly: dryRun, gap: gap, for: .billing)
    let date = try session.businessDate()
    if dryRun {
      return try foresee(session, date)
    }
    let person = try session.person(needing: [.admin])
    do {
      let result = try session.close(
        period, businessDate: date, origin: session.origin(of: person))
      try session.show(ClosingReport(period, result))
    } catch ClosingError.refused(let period, let obstacles) {
      let error = ClosingError.refused(period, obstacles)
      let failure = Failure(
        .badInput, error.message,
        obstacles.count == 1 ? error.remedy : "settle them, then close it again")
      try session.show(ClosingReport(period, obstacles: obstacles), failure: failure)
      throw failure
    }
  }

  private func foresee(_ session: LabSession, _ date: CalendarDate) throws {
    let obstacles = try session.obstacles(ofClosing: period, businessDate: date)
    if obstacles.isEmpty, let seal = try ClosingQueries(session.connection).seal(of: period) {
      return try session.show(
        ClosingReport(period, ClosingResult(seal: seal, runID: nil, numbers: nil)))
    }
    try session.show(ClosingReport(period, obstacles: obstacles))
    if !obstacles.isEmpty { throw ExitCode(.needsPerson) }
  }
}
