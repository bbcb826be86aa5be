internal import Billing

/// What `doctor` found, for programs: every check in order, with what is wrong and what to do.
struct ExaminationReport: Encodable {
  struct Check: Encodable {
    var name: String
    /// `ok`, `warn`, `fail`, or `not made` where what it needs is missing.
    var level: String
    var message: String?
    /// What the message speaks of, one by one, where it does not say it all.
    var details: [String]?
    var remedy: String?
    /// What a command that needs this ends with; only of a failure.
    var exitCode: Int32?
  }

  var exitCode: Int32
  var checks: [Check]

  init(_ examination: Examination) {
    exitCode = examination.exitCode
    checks = examination.results.map { result in
      switch result.verdict {
      case .made(.ok): Check(name: result.name, level: "ok")
      case .made(.known(let what)): Check(name: result.name, level: "ok", message: what)
      case .made(.warn(let failure)): Check(result.name, "warn", failure, exitCode: nil)
      case .made(.fail(let failure)):
        Check(result.name, "fail", failure, exitCode: failure.exitCode)
      case .notMade(let reason): Check(name: result.name, level: "not made", message: reason)
      }
    }
  }

  /// The same for people: a line a check, and below it what to do.
  var lines: [String] {
    checks.flatMap { check in
      let mark =
        switch check.level {
        case "ok": "ok    "
        case "warn": "WARN  "
        case "fail": "FAIL  "
        default: "–     "
        }
      let reason = check.level == "not made" ? "not looked at, as " : ""
      let message = check.message.map { ": \(reason)\($0)" } ?? ""
      return ["\(mark)\(check.name)\(message)"] + (check.details ?? []).map { "      - \($0)" }
        + (check.remedy.map { ["      \($0)"] } ?? [])
    }
  }
}

extension ExaminationReport.Check {
  fileprivate init(_ name: String, _ level: String, _ failure: Failure, exitCode: Int32?) {
    self.init(
      name: name, level: level, message: failure.message,
      details: failure.details.isEmpty ? nil : failure.details, remedy: failure.remedy,
      exitCode: exitCode)
  }
}
