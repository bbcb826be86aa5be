internal import ArgumentParser
internal import Billing

struct Maintain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Housekeeping: remove what is of no use any more, and report what is not as it should be.",
    discussion: """
      Each night ends with it. It removes refused tokens (token_blacklist) that expired more than a day \
      ago, a batch at a time. It reports coupons whose counter is not what their redemptions come to, \
      which coupons recount corrects, and the packages of open months that are older than \
      exports.keep_months; --delete deletes these, never a sealed one, and never one that names the \
      highest number of its series. Nothing that a decision, an amount or the outcome of a run rests on \
      is removed. Run it as often as you like: what was done is not found again. The exit code is 1 where \
      it reports something.

        jobrunner maintain --dry-run
        jobrunner maintain --delete
      """)

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Delete the old packages that it lists.")
  var delete = false

  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
  var dryRun = false

  func validate() throws {
    if dryRun, delete { throw ValidationError("--dry-run deletes nothing: leave out --delete") }
  }

  func run() throws {
    // Tokens are counted by removing them and taking that back.
    let session = try LabSession(options, command: "maintain")
    let done = try session.maintain(
      on: try session.businessDate(),
      dryRun ? .dryRun : delete ? .deletingOldPackages : .routine)
    let report = MaintenanceReport(done: done, isDryRun: dryRun)
    try session.show(report)
    if report.needsPerson { throw ExitCode(.needsPerson) }
  }
}
