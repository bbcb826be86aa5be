internal import ArgumentParser
internal import Billing
internal import Foundation
internal import LabSchema

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: """
      The configuration file. Default: $JOBRUNNER_CONFIG, else jobrunner.yaml here, else \
      /etc/jobrunner/jobrunner.yaml.
      """,
    completion: .file())
  var config: String?

  @Option(help: "The schema of the lab. Default: database.schema.")
  var lab: String?

  @Option(
    name: .customLong("business-date"),
    help: "What \"today\" is, such as 2025-01-16: the run bills up to the day before.")
  var businessDate: CalendarDate?

  @Flag(help: "Print JSON, stable and documented, instead of text.")
  var json = false

  @Flag(help: "Show tables whole, also where the terminal is narrower.")
  var wide = false

  @OptionGroup var telling: TellingOptions

  var console: Console { telling.console }

  /// Reads the configuration these options name.
  ///
  /// - Throws: ``ConfigurationError`` with all that is wrong with it.
  func configuration() throws -> LabConfiguration {
    try LabConfiguration(configurationReader(), schema: lab)
  }

  /// The layers that the configuration is read from.
  func configurationReader() -> ConfigurationReader {
    let environment = ProcessInfo.processInfo.environment
    return ConfigurationReader(
      file: ConfigurationPlace.file(option: config, environment: environment),
      environment: environment)
  }
}

/// How much a command says, and in which form.
struct TellingOptions: ParsableArguments {
  @Flag(help: "Print only what needs a person, and what was asked for: of what was done, nothing.")
  var quiet = false

  @Flag(help: "Say more of what is done.")
  var verbose = false

  @Option(
    name: .customLong("log-format"),
    help: "How standard error is written: text, or json (an object a line, for programs).")
  var logFormat = LogFormat.asked

  func validate() throws {
    if quiet, verbose { throw ValidationError("give either --quiet or --verbose") }
  }

  var console: Console { Console(quiet ? .quiet : verbose ? .verbose : .normal) }
}

extension CalendarDate: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}

/// Who asks for a change: written down with the run. This is attribution, not protection: what a
/// person may do is enforced by the rights of the database role.
struct PersonOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Who asks for this: the phone or e-mail of an active member of the staff with the role it "
        + "needs. Default: $JOBRUNNER_AS.",
      valueName: "phone-or-email"))
  var person: String?

  /// What was given, by the option or the environment; nil where nothing was.
  var identifier: String? {
    let given = person ?? ProcessInfo.processInfo.environment["JOBRUNNER_AS"] ?? ""
    let trimmed = given.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
  }
}

/// Whether a command that gives numbers is believed on a date long after the last good run.
struct GapOptions: ParsableArguments {
  @Flag(
    name: .customLong("after-gap"),
    help: "The lab did pause, and today is right: bill although checks.max_gap_days have passed.")
  var afterGap = false
}

extension BillingPeriod: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}

extension BillingScope: ExpressibleByArgument {
  /// Reads a month such as `2025-01` or a day such as `2025-01-15`.
  package init?(argument: String) {
    if let period = BillingPeriod(argument) {
      self = .period(period)
    } else if let date = CalendarDate(argument) {
      self = .day(date)
    } else {
      return nil
    }
  }
}

extension ParsableArguments {
  /// Refuses a reason that says nothing.
  func checkReason(_ reason: String) throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason takes a text") }
  }
}
