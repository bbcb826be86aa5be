import Foundation
import Postgres
import TestLab
import Testing

/// What commands printed with `--json`, each with the command whose schema it has to follow; checked all
/// at once, since each start of the validator costs seconds.
final class JSONDocuments {
  private let folder: String
  private var documents: [(command: String, file: String)] = []
  /// The log of those that were asked for it as JSON.
  private var log: [Substring] = []
  /// The commands that did what they were to do in at least one of the documents.
  private(set) var succeeded: Set<String> = []

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-documents-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs a command of a lab, as its admin, and keeps what it prints.
  ///
  /// - Parameters:
  ///   - command: Its words, such as `findings list`.
  ///   - refused: Whether it ends before it has a result, so that it prints the document of an error.
  @discardableResult
  func run(
    _ command: String, _ arguments: [String] = [], on date: String, in lab: ProgramLab,
    exits codes: Set<Int32> = [0], refused: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Any {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try lab.admin(
      words + arguments + ["--json", "--verbose", "--log-format", "json"], on: date, exits: codes,
      sourceLocation: sourceLocation)
    return try keep(outcome, of: command, refused: refused, sourceLocation)
  }

  /// Keeps what a command printed that was run otherwise.
  @discardableResult
  func keep(
    _ outcome: ChildProcess.Outcome, of command: String, refused: Bool = false,
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Any {
    log += outcome.standardError.split(separator: "\n").filter { $0.hasPrefix("{") }
    try keep(document: outcome.standardOutput, as: refused ? "error" : command)
    if !refused, outcome.exitCode <= 1 { succeeded.insert(command) }
    return try #require(
      try? JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)),
      "\(command): \(outcome.standardOutput)\(outcome.standardError)",
      sourceLocation: sourceLocation)
  }

  /// Keeps a document of this schema.
  func keep(document: String, as schema: String) throws {
    let file = "\(folder)/\(documents.count).json"
    try document.write(toFile: file, atomically: false, encoding: .utf8)
    documents.append((schema, file))
  }

  /// Where the documents are not what their schemas say, a line each; and the members that a schema
  /// names and none of the documents has.
  func check() throws -> (faults: [String], unseen: [String]) {
    let logFile = folder + "/log.ndjson"
    try log.joined(separator: "\n").write(toFile: logFile, atomically: false, encoding: .utf8)
    documents.append(("log", logFile))
    let script = Repository.folder + "/scripts/check-json"
    let outcome = try ChildProcess(
      command: ["/bin/bash", script, "--unseen"] + documents.flatMap { [$0.command, $0.file] }
    ).wait(within: .seconds(300))
    guard [0, 65].contains(outcome.exitCode) else {
      throw TestLabError("the documents were not checked: \(outcome.standardError)")
    }
    let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
    let unseen = lines.filter { $0.hasPrefix("unseen: ") }
    return (
      lines.filter { !$0.hasPrefix("unseen: ") }, unseen.map { String($0.dropFirst(8)) }
    )
  }
}
