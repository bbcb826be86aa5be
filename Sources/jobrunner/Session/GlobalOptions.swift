internal import ArgumentParser
internal import Billing
internal import Foundation
internal import LabSchema

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: "The configuration file. Default: $JOBRUNNER_CONFIG, else jobrunner.yaml here.")
  var config: String?

  @Option(help: "The schema of the lab. Default: database.schema.")
  var lab: String?

  @Option(
    name: .customLong("business-date"),
    help: "What \"today\" is, such as 2025-01-16: the run bills up to the day before.")
  var businessDate: CalendarDate?

  @Flag(help: "Print JSON, stable and documented, instead of text.")
  var json = false

  @Flag(help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(help: "Say more of what is done.")
  var verbose = false

  var console: Console { Console(isQuiet: quiet, isVerbose: verbose) }

  /// Reads the configuration these options name.
  func configuration() throws -> LabConfiguration {
    let environment = ProcessInfo.processInfo.environment
    let path = config ?? environment["JOBRUNNER_CONFIG"]
    let file: ConfigurationFile? =
      if let path {
        try ConfigurationFile(path: path)
      } else if FileManager.default.fileExists(atPath: "jobrunner.yaml") {
        try ConfigurationFile(path: "jobrunner.yaml")
      } else {
        nil
      }
    return try LabConfiguration(
      ConfigurationReader(file: file, environment: environment), schema: lab)
  }
}

extension CalendarDate: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}
