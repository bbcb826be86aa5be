internal import Billing
internal import Foundation
internal import Postgres

/// Commands from PyPI, each in an environment of fixed versions, as `scripts/python-tool` installs them.
enum PythonTool {
  /// Where a command of the packages is.
  static func path(_ command: String, requirements: [String]) throws -> String {
    let script = Repository.folder + "/scripts/python-tool"
    let process = try ChildProcess(command: ["/bin/bash", script, command] + requirements)
    let outcome = process.wait(within: .seconds(300))
    guard outcome.exitCode == 0 else {
      throw TestLabError("\(command) could not be installed: \(outcome.standardError)")
    }
    return outcome.standardOutput.trimmingCharacters(in: .newlines)
  }
}

/// The tree that the tests were built from.
package enum Repository {
  package static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path
}
