import Foundation
import Postgres
import TestLab
import Testing

/// The units of systemd, held to what systemd itself says of them.
@Suite("cron/systemd: systemd reads the units, and a night is exposed to little")
struct UnitTests {
  private func analyze(_ arguments: [String]) throws -> ChildProcess.Outcome {
    try ChildProcess(command: ["/usr/bin/systemd-analyze"] + arguments).wait(within: .seconds(60))
  }

  @Test("verify has nothing to say of what is written in them")
  func verify() throws {
    // It looks for the programs that they start, which only an installed package has.
    let folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-units-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let source = Repository.folder + "/cron/systemd"
    var units: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted()
    where name.hasSuffix(".service") || name.hasSuffix(".timer") {
      let text = try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
      let unit = text.replacing(/ExecStart=\S+/, with: "ExecStart=/bin/true")
        .replacing(/\nDocumentation=.*/, with: "")
      try unit.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
      units.append("\(folder)/\(name)")
    }
    #expect(units.count == 3)
    let outcome = try analyze(["verify"] + units)
    #expect(outcome.exitCode == 0)
    #expect(outcome.standardError == "")
  }

  @Test("the exposure of a night is below 2, as systemd counts it")
  func exposure() throws {
    let unit = Repository.folder + "/cron/systemd/jobrunner.service"
    let outcome = try analyze(["security", "--offline=true", "--threshold=20", "--no-pager", unit])
    #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("Overall exposure level for jobrunner.service"))
  }
}
