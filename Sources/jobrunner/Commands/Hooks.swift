internal import ArgumentParser
internal import Billing
internal import Postgres

struct Hooks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try what is run, and who is called, when a night has ended.",
    subcommands: [Test.self])

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Run the hooks with the summary of a night that never was, and say what came of it.",
      discussion: """
        Each of hooks.on_success, hooks.on_attention and hooks.on_failure that is set is run as a night \
        runs it, with a summary whose "sample" is true on its standard input. With --pings the URLs of \
        notify.url_start, url_success, url_attention and url_failure are called too: whoever watches them \
        takes that for a night.

          jobrunner hooks test --on failure
          jobrunner hooks test --pings

        It needs no database. Exit code 1 where one of them failed.
        """)

    @OptionGroup var options: GlobalOptions

    @Option(
      help: ArgumentHelp(
        "How the night ended that never was: success, attention or failure. Default: each of them.",
        valueName: "outcome"))
    var on: NightOutcome?

    @Flag(help: "Call the URLs too.")
    var pings = false

    func run() throws {
      let interruption = Interruption()
      interruption.listenToSignals()
      let settings = try options.configuration().notices
      let outcomes = on.map { [$0] } ?? NightOutcome.allCases
      var told: [ToldNotice] = []
      if pings, let address = settings.start {
        told.append(Notices(settings, interruption).begin(address))
      }
      for outcome in outcomes where interruption.signal == nil {
        var only = settings
        if !pings { only.pings = [:] }
        told += Notices(only, interruption).tell(
          .sample(outcome, businessDate: options.businessDate))
      }
      if let signal = interruption.signal { throw PostgresError.interrupted(signal: signal) }
      let unset = settings.unset(outcomes, pings: pings)
      try options.console.show(
        HooksTestReport(told: told, unset: unset), asJSON: options.json)
      if told.contains(where: { $0.fault != nil }) { throw ExitCode(.needsPerson) }
    }
  }
}

extension NightOutcome: ExpressibleByArgument {}

/// What came of each hook and URL.
private struct HooksTestReport: Report {
  let told: [ToldNotice]
  let unset: [ConfigurationKey]

  private enum State: String {
    case done
    case failed
    case unset = "not_set"
  }

  var json: [JSONObject] {
    told.map { notice in
      [
        "key": notice.key.rawValue,
        "state": (notice.fault == nil ? State.done : .failed).rawValue,
        "duration_milliseconds": notice.duration.milliseconds,
        "message": notice.fault,
        "output": notice.output,
      ]
    } + unset.map { ["key": $0.rawValue, "state": State.unset.rawValue] }
  }

  var lines: [String] {
    told.flatMap { notice in
      ["\(notice.key.rawValue): \(notice.fault ?? "ok"), \(notice.duration.words)"]
        + notice.output.map { "  \($0)" }
    } + unset.map { "\($0.rawValue): not set" }
  }
}

extension NoticeSettings {
  /// The keys of these outcomes that nothing is set for.
  fileprivate func unset(_ outcomes: [NightOutcome], pings wanted: Bool) -> [ConfigurationKey] {
    let unset = outcomes.filter { hooks[$0] == nil }.map(\.hookKey)
    guard wanted else { return unset }
    return unset + (start == nil ? [.notifyURLStart] : [])
      + outcomes.filter { pings[$0] == nil }.map(\.pingKey)
  }
}
