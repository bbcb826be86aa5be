internal import ArgumentParser
internal import Billing

struct Wait: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Wait for a database that is starting.",
    discussion: """
      Connects as every other command does, twice a second, and ends with 0 as soon as the server lets \
      this user into the database; when the time is over, with 69 and what was last wrong. It changes \
      nothing.

      Waited for: a server that nobody reaches yet (refused, a host without an address, no answer) or \
      that is starting or stopping, connections that are all taken, a database that somebody is yet to \
      make. With --for schema also for jobrunner migrate apply, and migrate roles, which another \
      process runs.

      Not waited for, as no time mends it: a server that turns this user away, such as for a wrong \
      password (69), a fault of the configuration or a server that this version cannot use (78), a \
      schema that is newer than this version (78). These end it at once, with their own codes.

        jobrunner wait --timeout 5m && jobrunner migrate apply
        jobrunner wait --for schema && jobrunner nightly

      The first is for the entry point of a container, the second for one beside it. Of systemd: \
      ExecStartPre=/usr/bin/jobrunner wait (a failed wait fails the unit).
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp("How long at most: seconds, minutes or hours.", valueName: "duration"))
  var timeout = TimeSpan(argument: "60s")!

  @Option(name: .customLong("for"), help: "What has to be there: connection or schema.")
  var goal = DatabaseWait.Goal.connection

  func run() throws {
    let wait = DatabaseWait(for: goal, upTo: timeout.duration, options.console)
    let session = try LabSession(
      options, command: "wait", readOnly: true, for: .schema, waiting: wait)
    try session.show(WaitReport(goal: goal, waited: wait.waited))
  }
}

/// What was waited for is there. To people the exit code says so.
private struct WaitReport: Report {
  let goal: DatabaseWait.Goal
  let waited: Duration

  var json: JSONObject { ["ready": goal.rawValue, "waited_seconds": waited.inSeconds] }
  var lines: [String] { [] }
}
