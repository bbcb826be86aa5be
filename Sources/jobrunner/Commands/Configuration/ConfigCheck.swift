internal import ArgumentParser
internal import Billing

struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Name all that is wrong with the configuration at once, with file and line.",
    discussion: """
      Unknown and repeated keys, values that cannot be used, misspelt environment variables, and \
      secrets that any user of this machine may read. Ends with 78 where a command would be refused, \
      with 1 where there is only a warning. What the database has to say is told by: jobrunner doctor

        jobrunner config check --config /etc/jobrunner/jobrunner.yaml
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let reader = options.configurationReader()
    var faults: [ConfigurationFault] = []
    do {
      _ = try LabConfiguration(reader, schema: options.lab)
    } catch let error as ConfigurationError {
      faults = error.faults
    }
    let report = ConfigurationCheckReport(
      file: reader.file, setKeys: reader.values(schema: options.lab).count(where: \.isSet),
      faults: faults, warnings: reader.readableSecrets)
    try options.console.show(report, asJSON: options.json)
    if report.exitStatus != .done { throw ExitCode(report.exitStatus) }
  }
}

/// What is wrong with the configuration.
struct ConfigurationCheckReport: Report {
  let file: ConfigurationFile?
  /// How many keys something is said of.
  let setKeys: Int
  let faults: [ConfigurationFault]
  let warnings: [ConfigurationFault]

  var exitStatus: ExitStatus {
    if !faults.isEmpty { return .notConfigured }
    return warnings.isEmpty ? .done : .needsPerson
  }

  var json: JSONObject {
    [
      "file": file?.absolutePath,
      "exit_code": exitStatus.rawValue,
      "faults": faults.map(\.json),
      "warnings": warnings.map(\.json),
    ]
  }

  var lines: [String] {
    let found = faults.flatMap { $0.lines("FAIL  ") } + warnings.flatMap { $0.lines("WARN  ") }
    guard found.isEmpty else { return found }
    let place = file?.path ?? "no configuration file (\(ConfigurationPlace.reasonForNone))"
    return ["ok    \(place): \(setKeys == 1 ? "1 key is" : "\(setKeys) keys are") set"]
  }
}

extension ConfigurationFault {
  fileprivate var json: JSONObject {
    ["source": source?.json, "key": key, "problem": Secrets.hidden(in: problem), "remedy": remedy]
  }

  fileprivate func lines(_ mark: String) -> [String] { [mark + message, "      \(remedy)"] }
}
