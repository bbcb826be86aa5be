internal import ArgumentParser
internal import Billing

struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the value of every key, and where it comes from.",
    discussion: """
      A value comes from an option, an environment variable, a credential of systemd's, a line of the \
      file, or is the default; the first of these that says something counts. Of secrets only what is \
      none is shown.

        jobrunner config show
        BILLING_CURRENCY=AED jobrunner config show \\
          --config /etc/jobrunner/jobrunner.yaml --json
      """)

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Show only what is set, and no defaults.")
  var set = false

  func run() throws {
    let reader = options.configurationReader()
    let report = ConfigurationReport(
      reader: reader, values: reader.values(schema: options.lab).filter { !set || $0.isSet })
    do {
      _ = try LabConfiguration(reader, schema: options.lab)
    } catch let error as ConfigurationError where reader.file?.isText != false {
      let failure = Failure(error)
      try options.console.show(report, asJSON: options.json, failure: failure)
      throw failure
    }
    try options.console.show(report, asJSON: options.json)
  }
}

/// Every key with its value, and where that comes from.
struct ConfigurationReport: Report {
  let reader: ConfigurationReader
  let values: [ConfiguredValue]

  var json: JSONObject {
    [
      "file": reader.file?.absolutePath,
      "values": values.map { value -> JSONObject in
        ["key": value.key, "value": value.shown, "source": value.source.json]
      },
    ]
  }

  var lines: [String] {
    var grid = TextGrid(("Key", false), ("Value", false), ("From", false))
    grid.rows = values.map { [$0.key, jobrunner.shown($0.shown), "\($0.source)"] }
    let file = reader.file.map { "Configuration file: \($0.absolutePath)" }
    return [file ?? "No configuration file: \(ConfigurationPlace.reasonForNone)"] + grid.lines
  }
}
