import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// Commands that end before they have a result, with each kind of exit code.
  func ofRefusals() throws {
    let lab = try ProgramLab()
    func refuse(
      _ arguments: String..., environment more: [String: String] = [:], exits code: Int32
    ) throws {
      let outcome = try JobrunnerProgram.run(
        arguments + ["--json", "--log-format", "json"],
        environment: lab.environment.merging(more) { $1 },
        folder: lab.folder)
      #expect(outcome.exitCode == code, "\(arguments): \(outcome.standardError)")
      try keep(outcome, of: arguments[0], refused: true)
    }
    try refuse("nightly", "--frobnicate", exits: 64)
    try refuse("findings", "release", "1", "--reason", "seen", exits: 64)
    try refuse("explain", "no such booking", exits: 65)
    try refuse("status", environment: ["DATABASE_URL": "host=/nowhere"], exits: 69)
    try refuse(
      "findings", "release", "1", "--reason", "seen", "--as", "anil@lab.example", exits: 77)
    try refuse("runs", "--config", "/nowhere.yaml", exits: 78)
    let outcome = try JobrunnerProgram.run(
      ["doctor", "--json", "--config", "/nowhere.yaml"], environment: lab.environment)
    try keep(outcome, of: "doctor")
  }
}
