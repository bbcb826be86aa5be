internal import ArgumentParser
internal import Billing
internal import Glibc

struct Schedule: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether, when and by whom the night is started; turn that on and off.",
    discussion: """
      A night is started by cron, with the line of /etc/cron.d/jobrunner, or by systemd, with \
      jobrunner.timer: never by both. Neither is on before enable is given.

        jobrunner schedule show
        sudo jobrunner schedule enable --by systemd
      """,
    subcommands: [Enable.self, Disable.self, Show.self])

  struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enable",
      abstract: "Have cron or systemd start the night, and the other one no more.",
      discussion: """
        With cron, the comment mark before the line of /etc/cron.d/jobrunner goes; what was changed in \
        the line stays, its time for one. With systemd, jobrunner.timer is enabled and started; its \
        time is changed with systemctl edit jobrunner.timer. Given again it changes nothing. Needs root.

          sudo jobrunner schedule enable --by cron
          jobrunner schedule enable --by systemd --dry-run
        """)

    @OptionGroup var options: ScheduleOptions

    @Option(help: "Who starts it.")
    var by: Scheduler

    @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
    var dryRun = false

    func run() throws { try options.change(toward: by, isDryRun: dryRun) }
  }

  struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable",
      abstract: "Have no night started by cron or systemd.",
      discussion: """
        The line of /etc/cron.d/jobrunner becomes a comment, and jobrunner.timer is disabled and \
        stopped. A night that is at work goes on. Needs root.

          sudo jobrunner schedule disable
        """)

    @OptionGroup var options: ScheduleOptions

    @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
    var dryRun = false

    func run() throws { try options.change(toward: nil, isDryRun: dryRun) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Say who starts the night, and when.",
      discussion: """
        Exit code 1 where both do, where systemd's timer is enabled and not running, and where the line \
        of the cron table is on and there is no cron: it says what puts that right. Whether nights ran is what jobrunner runs and status say.

            jobrunner schedule show
        """)

    @OptionGroup var options: ScheduleOptions

    func run() throws {
      let report = try ScheduleReport(Schedules(root: options.folder()))
      try options.console.show(report, asJSON: options.json)
      if report.needsPerson { throw ExitCode(.needsPerson) }
    }
  }
}

extension Scheduler: ExpressibleByArgument {}

/// What the commands of the schedule take. They need neither a configuration nor a database.
struct ScheduleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The system that it is about, where it is not this one: the root folder of an image.",
      valueName: "folder"), completion: .directory)
  var root: String?

  @Flag(help: "Print JSON, stable and documented, instead of text.")
  var json = false

  @OptionGroup var telling: TellingOptions

  var console: Console { telling.console }

  func folder() throws -> String {
    try root.map { try FilePath.absolute(option: "--root", $0) } ?? "/"
  }

  /// Turns on the wanted scheduler and the other one off, or both off.
  fileprivate func change(toward wanted: Scheduler?, isDryRun: Bool) throws {
    let root = try folder()
    if root == "/", !isDryRun, geteuid() != 0 { throw ScheduleError.notRoot }
    let schedules = Schedules(root: root)
    let changes = try schedules.changes(toward: wanted)
    if !isDryRun { try schedules.make(changes) }
    try console.show(
      ScheduleChangeReport(
        changes: changes, isDryRun: isDryRun, now: try ScheduleReport(schedules)), asJSON: json)
  }
}
