internal import ArgumentParser
internal import Billing
internal import BillingJobs

extension Findings {
  struct Kind: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "finding",
      abstract: "Say what a kind of finding means, what it does, and what to do.",
      discussion: """
        Without a name every kind has a line. It reads the configuration, and no database.

          jobrunner findings finding zero_amount
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name of a kind.")
    var kind: FindingKind?

    func run() throws {
      let severities = try options.configuration().billing.rules.severities
      guard let kind else {
        return try options.console.show(
          ListReport(
            rows: FindingKind.allCases.map { KindReport(kind: $0, severity: severities[$0]) },
            object: \.json, grid: KindReport.grid), asJSON: options.json)
      }
      try options.console.show(
        KindReport(kind: kind, severity: severities[kind]), asJSON: options.json)
    }
  }
}

/// What is true of every finding of a kind in this lab.
private struct KindReport: Report {
  let kind: FindingKind
  /// As the lab has it; nil where it is turned off.
  let severity: FindingSeverity?

  private var key: String { "checks.severity.\(kind.rawValue)" }
  private var isChosen: Bool { severity != kind.facts.severity }
  private var word: String { severity?.rawValue ?? "off" }

  private var effect: String {
    guard let severity else { return "nothing: it is turned off, and not looked for" }
    guard severity == .warn, kind.facts.isOfFinalized else { return severity.effect }
    return "\(severity.effect); it stands in the way of closing its month all the same"
  }

  var json: JSONObject {
    [
      "kind": kind.rawValue,
      "meaning": kind.meaning,
      "severity": word,
      "default_severity": kind.facts.severity.rawValue,
      "effect": effect,
      "remedy": kind.remedy,
      // The key of the configuration; missing where the severity cannot be changed.
      "severity_key": kind.quarantines ? nil : key,
    ]
  }

  var lines: [String] {
    [
      kind.rawValue,
      "  what it means: \(kind.meaning)",
      "  what it does:  \(word): \(effect)",
      "  what to do:    \(kind.remedy)",
      "  its severity:  \(source)",
    ]
  }

  private var source: String {
    if kind.quarantines { return "always quarantine: nothing can be billed while it is so" }
    let choices = "off, warn or hold by \(key) in the configuration"
    return isChosen
      ? "\(word) here, \(kind.facts.severity.rawValue) by default: set to \(choices)"
      : "\(word) by default; set it to \(choices)"
  }

  static func grid(_ kinds: [KindReport]) -> TextGrid {
    var grid = TextGrid(("Finding", false), ("Severity", false), ("What it means", false))
    grid.rows = kinds.map { report in
      [report.kind.rawValue, report.word, report.kind.meaning]
    }
    return grid
  }
}
