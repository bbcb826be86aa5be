internal import Billing
import Foundation
package import Postgres

/// The built `jobrunner`, run as an operator runs it: another process, closed standard input.
package enum JobrunnerProgram {
  /// The program that is tested: `$JOBRUNNER_PROGRAM`, such as a release build, else the one that the
  /// build left beside the bundle of the tests.
  package static var path: String {
    get throws {
      if let given = ProcessInfo.processInfo.environment["JOBRUNNER_PROGRAM"] { return given }
      let arguments = CommandLine.arguments
      let bundle = arguments.first { $0.hasSuffix(".xctest") || $0.contains(".xctest/") }
      var folder = URL(fileURLWithPath: bundle ?? arguments[0]).deletingLastPathComponent()
      while folder.path != "/" {
        let path = folder.appendingPathComponent("jobrunner").path
        var isFolder: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
          !isFolder.boolValue
        {
          return path
        }
        folder.deleteLastPathComponent()
      }
      throw TestLabError("there is no program jobrunner beside \(bundle ?? arguments[0])")
    }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - environment: What it sees besides a plain PATH and locale; nothing is handed on.
  ///   - limit: After that long it is killed, and `timedOut` says so.
  package static func run(
    _ arguments: [String], environment: [String: String] = [:], folder: String = "/",
    within limit: Duration = .seconds(120)
  ) throws -> ChildProcess.Outcome {
    try start(arguments, environment: environment, folder: folder).wait(within: limit)
  }

  /// Runs a script of bash in which `$JOBRUNNER` is the program, for what only a shell gives it:
  /// closed descriptors, pipes, limits.
  package static func shell(
    _ script: String, environment: [String: String] = [:], folder: String = "/",
    within limit: Duration = .seconds(120)
  ) throws -> ChildProcess.Outcome {
    let environment = ChildProcess.plainEnvironment.merging(environment) { _, given in given }
    return try ChildProcess(
      command: ["/bin/bash", "-c", script],
      environment: environment.merging(["JOBRUNNER": try path]) { _, program in program },
      folder: folder
    ).wait(within: limit)
  }

  /// Starts the program, to send it signals or to run it beside another.
  package static func start(
    _ arguments: [String], environment: [String: String] = [:], folder: String = "/"
  ) throws -> ChildProcess {
    try ChildProcess(
      command: [path] + arguments,
      environment: ChildProcess.plainEnvironment.merging(environment) { _, given in given },
      folder: folder)
  }
}

/// Why the tests' own machinery could not do its work.
package struct TestLabError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
