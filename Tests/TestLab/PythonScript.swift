internal import Billing
internal import Postgres

/// A script for the system's Python, which has openpyxl: a second opinion on what was written.
package enum PythonScript {
  /// Runs the script with its arguments in `sys.argv[1...]` and returns what it printed.
  ///
  /// Debian's own interpreter, whatever else the PATH offers: Debian's package is in that one.
  ///
  /// - Throws: `TestLabError` with the script's error output where it fails.
  package static func run(
    _ script: String, arguments: [String] = [], within limit: Duration = .seconds(120)
  ) throws -> String {
    let process = try ChildProcess(command: ["/usr/bin/python3", "-c", script] + arguments)
    let outcome = process.wait(within: limit)
    guard outcome.exitCode == 0, !outcome.timedOut else {
      throw TestLabError("the Python script failed: \(outcome.standardError)")
    }
    return outcome.standardOutput
  }
}
