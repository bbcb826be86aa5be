internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import Postgres

/// The one mapping from errors to messages and exit codes. It shows no password.
struct Failure: Error, Equatable {
  let exitCode: Int32
  let message: String
  /// What the message speaks of, one by one; empty where it says it all.
  let details: [String]
  let remedy: String?
  /// How the command is called, of a command line that cannot be read.
  let usage: [String]

  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as PostgresError where error.interruptingSignal != nil:
      self.init(
        128 + (error.interruptingSignal ?? 0),
        "interrupted; what was committed stays, the rest was rolled back", nil)
    case let error as any ReportedError:
      self.init(error.exitStatus, error.message, error.remedy, details: error.details)
    default:
      self.init(.broken, String(describing: error), "this is a bug: please report it")
    }
  }

  init(
    _ status: ExitStatus, _ message: String, _ remedy: String?, details: [String] = [],
    usage: [String] = []
  ) {
    self.init(status.rawValue, message, remedy, details: details, usage: usage)
  }

  init(
    _ exitCode: Int32, _ message: String, _ remedy: String?, details: [String] = [],
    usage: [String] = []
  ) {
    self.exitCode = exitCode
    self.usage = usage
    self.message = Secrets.hidden(in: message)
    self.details = details.map(Secrets.hidden(in:))
    self.remedy = remedy.map(Secrets.hidden(in:))
  }
}

/// A request that cannot be met as it was made.
struct RequestError: ReportedError, CustomStringConvertible {
  var exitStatus: ExitStatus
  var message: String
  var remedy: String

  var description: String { message }
}

extension ExitCode {
  init(_ status: ExitStatus) { self.init(status.rawValue) }
}

extension Failure {
  /// What the parser of the command line, or a command's own look at it, cannot read.
  init(usage error: any Error) {
    let message = JobrunnerCommand.message(for: error)
    var text = JobrunnerCommand.fullMessage(for: error)
    if let said = text.firstRange(of: message) { text = String(text[said.upperBound...]) }
    var usage = text.split(separator: "\n").map(String.init)
    // The last line names the command whose help it is.
    let help = usage.last?.firstMatch(of: #/'(jobrunner .*)'/#).map { "see: \($0.1)" }
    if help != nil { usage.removeLast() }
    self.init(.badRequest, Self.lowercased(message), help, usage: usage)
  }

  /// As our own messages begin, other than names.
  private static func lowercased(_ message: String) -> String {
    guard let second = message.dropFirst().first, second.isLowercase else { return message }
    return message.prefix(1).lowercased() + message.dropFirst()
  }
}
