internal import ArgumentParser
internal import Billing

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check configuration, folders, connection, server, schema, rights and clock.",
    discussion: """
      Each is ok, a warning (WARN: runs go on, and a person should know) or a failure (FAIL), with \
      what to do about it. What can be checked without a connection is checked without one. The \
      exit code is that of the first failure, else 1 where there is a warning.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let examination = Examination(options)
    try options.console.show(ExaminationReport(examination: examination), asJSON: options.json)
    if examination.exitCode != 0 { throw ExitCode(examination.exitCode) }
  }
}

/// What `doctor` found: every check in order, with what is wrong and what to do.
struct ExaminationReport: Report {
  let examination: Examination

  var json: JSONObject {
    ["exit_code": examination.exitCode, "checks": examination.results.map(\.report.json)]
  }

  /// A line a check, and below it what to do.
  var lines: [String] { examination.results.flatMap(\.report.lines) }

  var marks: [(mark: String, color: Color)] {
    [("ok ", .green), ("WARN", .yellow), ("FAIL", .red)]
  }

  /// What is not ok.
  var quietLines: [String] {
    examination.results.filter(\.needsPerson).flatMap(\.report.lines)
  }
}

/// One check.
private struct CheckReport {
  var name: String
  /// `ok`, `warn`, `fail`, or `not made` where what it needs is missing; before it in a line.
  var level: (name: String, mark: String)
  /// What there is to say of it.
  var message: String?
  /// What is wrong, of a warning and a failure.
  var failure: Failure?

  var json: JSONObject {
    let details = failure?.details ?? []
    return [
      "name": name,
      "level": level.name,
      "message": message ?? failure?.message,
      // What the message speaks of, one by one, where it does not say it all.
      "details": details.isEmpty ? nil : details,
      "remedy": failure?.remedy,
      // What a command that needs this ends with.
      "exit_code": level.name == "fail" ? failure?.exitCode : nil,
    ]
  }

  var lines: [String] {
    let message = (message ?? failure?.message).map {
      level.name == "not made" ? ": not looked at, as \($0)" : ": \($0)"
    }
    return ["\(level.mark)\(name)\(message ?? "")"]
      + (failure?.details ?? []).map { "      - \($0)" }
      + (failure?.remedy.map { ["      \($0)"] } ?? [])
  }
}

extension Examination.Result {
  fileprivate var needsPerson: Bool {
    switch verdict {
    case .made(.warn), .made(.fail): true
    case .made(.ok), .made(.known), .notMade: false
    }
  }

  fileprivate var report: CheckReport {
    switch verdict {
    case .made(.ok): CheckReport(name: name, level: ("ok", "ok    "))
    case .made(.known(let what)): CheckReport(name: name, level: ("ok", "ok    "), message: what)
    case .made(.warn(let failure)):
      CheckReport(name: name, level: ("warn", "WARN  "), failure: failure)
    case .made(.fail(let failure)):
      CheckReport(name: name, level: ("fail", "FAIL  "), failure: failure)
    case .notMade(let reason):
      CheckReport(name: name, level: ("not made", "–     "), message: reason)
    }
  }
}
