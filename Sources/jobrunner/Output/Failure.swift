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
    _ status: ExitStatus, _ message: String, _ remedy: String?, details: [String] = []
  ) {
    self.init(status.rawValue, message, remedy, details: details)
  }

  init(_ exitCode: Int32, _ message: String, _ remedy: String?, details: [String] = []) {
    self.exitCode = exitCode
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
