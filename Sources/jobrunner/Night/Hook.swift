internal import Billing
internal import BillingJobs

/// A command of the operator's that is run when a night has ended, with the night's summary as JSON on
/// its standard input.
///
/// It is a text for `/bin/sh -c`, as cron's lines are. Nothing of the lab is ever put into that text, so
/// nothing in the data can become a command.
struct Hook: Sendable, Equatable {
  let key: ConfigurationKey
  let command: String

  /// What it sees: what this program does, without what the configuration or libpq would read there.
  static func environment(
    _ own: [String: String], of summary: NightSummary
  ) -> [String: String] {
    let keys = Set(ConfigurationKey.allCases.map(\.variable))
    var environment = own.filter { name, _ in !keys.contains(name) && !name.hasPrefix("PG") }
    environment["JOBRUNNER_JOB"] = summary.job.rawValue
    environment["JOBRUNNER_OUTCOME"] = summary.ending.outcome.rawValue
    environment["JOBRUNNER_EXIT_CODE"] = "\(summary.ending.exitCode)"
    environment["JOBRUNNER_HEADLINE"] = summary.headline
    environment["JOBRUNNER_BUSINESS_DATE"] = summary.businessDate.map { "\($0)" }
    environment["JOBRUNNER_RUN_ID"] = summary.result?.runID.map { "\($0)" }
    return environment
  }
}

/// Why a hook could not be run.
struct HookError: Error, Equatable {
  let reason: String
}

/// What came of a hook.
struct HookResult: Sendable, Equatable {
  enum End: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// Its time was over, and it was killed with all that it had started.
    case timedOut
  }

  var end: End
  /// The first lines of what it wrote to standard output and standard error.
  var output: [String]

  var isGood: Bool { end == .exited(0) }
}

extension HookResult.End: CustomStringConvertible {
  var description: String {
    switch self {
    case .exited(let code): "ended with \(code)"
    case .signalled(let signal): "was ended by signal \(signal)"
    case .timedOut: "took too long and was killed"
    }
  }
}
