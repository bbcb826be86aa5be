internal import Billing

/// Where a value of the configuration comes from.
enum ConfigurationSource: Equatable, CustomStringConvertible {
  /// An option of the command line, such as `--lab`.
  case option(String)
  /// An environment variable, by name.
  case variable(String)
  /// A file of systemd's credentials, by name.
  case credential(String)
  /// A line of a file; nil where it is the file as a whole.
  case file(String, line: Int?)
  case standard

  var description: String {
    switch self {
    case .option(let name): name
    case .variable(let name): "$\(name)"
    case .credential(let name): "credential \(name)"
    case .file(let path, let line): path + (line.map { ":\($0)" } ?? "")
    case .standard: "default"
    }
  }
}

/// One thing that is wrong with the configuration: where, of which key, what, and what to do about it.
struct ConfigurationFault: Equatable {
  /// nil where it is of no one place.
  var source: ConfigurationSource?
  var key: String?
  var problem: String
  var remedy: String

  fileprivate var line: Int? {
    if case .file(_, let line) = source { line } else { nil }
  }

  /// What is wrong and where; the place is left out where the default is wrong, or a value is missing.
  var message: String {
    let place = source.flatMap { $0 == .standard ? nil : $0.description }
    return [place, key, problem].compactMap(\.self).joined(separator: ": ")
  }
}

/// A configuration that cannot be used: all that is wrong with it, each with what to do.
struct ConfigurationError: ReportedError, CustomStringConvertible {
  /// At least one.
  let faults: [ConfigurationFault]

  /// - Parameter faults: in the order in which they were found; those of a file are told by line, first.
  init(_ faults: [ConfigurationFault]) {
    let inFiles = faults.filter { $0.line != nil }.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    self.faults = inFiles + faults.filter { $0.line == nil }
  }

  init(_ fault: ConfigurationFault) { self.init([fault]) }

  var exitStatus: ExitStatus { .notConfigured }

  var message: String {
    faults.count == 1
      ? faults[0].message : "the configuration has \(faults.count) faults"
  }

  var details: [String] {
    faults.count == 1 ? [] : faults.map { "\($0.message); \($0.remedy)" }
  }

  var remedy: String {
    faults.count == 1
      ? faults[0].remedy
      : "mend each of them; what is still wrong is told by: jobrunner config check"
  }

  var description: String { ([message] + details + [remedy]).joined(separator: "; ") }
}
