internal import Billing

/// A value of the configuration that cannot be used: which, why, and the line to write instead.
struct ConfigurationError: ReportedError, CustomStringConvertible {
  let message: String
  let remedy: String

  /// A key whose value is not what it takes.
  init(_ key: String, _ problem: String, line: String) {
    message = "\(key): \(problem)"
    remedy = "write: \(line)"
  }

  init(message: String, remedy: String) {
    self.message = message
    self.remedy = remedy
  }

  var exitStatus: ExitStatus { .notConfigured }

  var description: String { "\(message); \(remedy)" }
}
