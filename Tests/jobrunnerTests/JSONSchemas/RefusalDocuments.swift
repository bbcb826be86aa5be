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
    try ofConfigurations(lab)
  }

  /// A configuration as it should be, and one with a fault from each kind of place.
  private func ofConfigurations(_ lab: ProgramLab) throws {
    let file = try lab.write("billing:\n  grace_days: 3\n  currency: AED\n", to: "faulty.yaml")
    _ = try lab.write("host=/nowhere password=x", to: "database-url")
    for more in [
      [], ["--lab", "north"], ["--config", file], ["--config", lab.folder + "/none.yaml"],
    ] {
      for command in ["config show", "config check"] {
        let outcome = try JobrunnerProgram.run(
          command.split(separator: " ").map(String.init) + ["--json"] + more,
          environment: ["EXPORTS_FOLDER": lab.folder, "CREDENTIALS_DIRECTORY": lab.folder],
          folder: lab.folder)
        #expect([0, 78].contains(outcome.exitCode), "\(command): \(outcome.standardError)")
        try keep(
          outcome, of: command,
          refused: command == "config show" && more.last?.hasSuffix("none.yaml") == true)
      }
    }
    // The built program's own user may read what it wrote itself: all others may, too.
    let readable = try lab.write("database:\n  url: postgresql://u:x@h/d\n", to: "readable.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: readable)
    let outcome = try JobrunnerProgram.run(["config", "check", "--json", "--config", readable])
    #expect(outcome.exitCode == 1, "\(outcome.standardOutput)")
    try keep(outcome, of: "config check")
  }
}
