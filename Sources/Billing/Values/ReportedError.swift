/// How the program ends, for scripts and for cron (README, Exit codes).
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  /// It did what it was to do, and somebody has something to look at.
  case needsPerson = 1
  /// The last good night ended longer ago than was asked for.
  case late = 2
  /// The command cannot be understood.
  case badRequest = 64
  /// What it was given cannot be used.
  case badInput = 65
  /// The database cannot be reached, or takes no writes.
  case unavailable = 69
  /// What cannot be, or what breaks a promise of the database.
  case broken = 70
  /// A file cannot be written.
  case notWritable = 73
  /// Something is in the way that goes by itself.
  case tryLater = 75
  /// A right is missing.
  case notPermitted = 77
  /// Configuration or schema is not what this version needs.
  case notConfigured = 78

  /// What it says of the command, as its help has it.
  package var meaning: String {
    switch self {
    case .done: "done"
    case .needsPerson: "done, and something needs a person"
    case .late: "the last good night is too long ago"
    case .badRequest: "usage"
    case .badInput: "bad input"
    case .unavailable: "database not reachable or read-only"
    case .broken: "a bug"
    case .notWritable: "output cannot be written"
    case .tryLater: "another run has the lab"
    case .notPermitted: "not permitted"
    case .notConfigured: "configuration or schema is not what this version needs"
    }
  }
}

/// An error that a person is told: what is wrong, what to do about it, and how the program ends.
package protocol ReportedError: Error {
  var exitStatus: ExitStatus { get }
  /// What is wrong, and where.
  var message: String { get }
  /// What to do about it.
  var remedy: String { get }
  /// What the message speaks of, one by one; empty where it says it all.
  var details: [String] { get }
}

extension ReportedError {
  package var details: [String] { [] }
}
