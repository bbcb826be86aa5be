internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

struct Nightly: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Catch up, price, finalize, number and export: what cron runs.",
    discussion: """
      Bills every service date up to the day before the business date. Run it as often as you \
      like: what is stored already and has not changed is not written again. Where \
      closing.auto_after_day is set, it then closes the months that are due and that nothing stands \
      in the way of.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var gap: GapOptions

  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "How many price the bookings side by side, each on a connection of its own, 1 to 64; what is billed is "
        + "the same for any number. Default: billing.workers.", valueName: "count"))
  var workers: Int?

  @Option(
    name: .customLong("metrics-file"),
    help: ArgumentHelp(
      "Leave the night's metrics there for Prometheus's node_exporter, whose textfile collector reads "
        + "*.prom. Default: notify.metrics_file.",
      valueName: "file"), completion: .file())
  var metricsFile: String?

  func validate() throws {
    guard let workers, !(1...64).contains(workers) else { return }
    throw ValidationError("--workers takes a whole number from 1 to 64")
  }

  func run() throws {
    if dryRun { return try showDryRun() }
    try NightWatch.watch(options, metricsFile: metricsFile, runNight)
  }

  private func runNight(_ watch: NightWatch) throws {
    let session = try LabSession(
      options, command: "nightly", gap: gap, workers: workers, for: .billing, watchedBy: watch)
    defer { watch.looksBack(session) }
    let date = try session.businessDate()
    watch.takes(date)
    let result: NightlyResult
    do {
      result = try session.runNightly(businessDate: date)
    } catch {
      if !watch.hasBegunRun { session.noteRefusal(error, businessDate: date) }
      throw error
    }
    let closing = try session.closeDuePeriods(businessDate: date)
    watch.hears(closing)
    try session.show(report(result, closing: closing, session))
    session.noteTold(result.runID)
    try session.maintainAfterNight(on: date)
    if result.newlyNeedingPerson > 0 || result.seriesEnd != nil || closing.waitsForPerson != nil {
      throw ExitCode(.needsPerson)
    }
  }

  /// Nobody is told of it but who asks.
  private func showDryRun() throws {
    let session = try LabSession(
      options, command: "nightly", readOnly: true, gap: gap, for: .billing)
    let date = try session.businessDate()
    session.sayRefusalsOfWriting()
    try session.show(report(try session.nightlyJob(on: date).dryRun(), session))
  }

  private func report(
    _ result: NightlyResult, closing: AutomaticClosing = AutomaticClosing(), _ session: LabSession
  ) -> NightlyReport {
    NightlyReport(
      result: result, isDryRun: dryRun, closing: closing,
      exportsFolder: session.configuration.exports.folder, currency: session.currency)
  }
}
