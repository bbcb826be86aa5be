import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Paths of the configuration and the built program")
struct PathTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    lab.environment["EXPORTS_FOLDER"] = nil
    try lab.book(1, on: "2025-01-05")
    for folder in ["etc", "elsewhere", "home"] {
      try FileManager.default.createDirectory(
        atPath: lab.folder + "/" + folder, withIntermediateDirectories: true)
    }
    lab.environment["HOME"] = lab.folder + "/home"
  }

  private func nightly(
    _ configuration: String, _ environment: [String: String] = [:]
  ) throws -> ChildProcess.Outcome {
    let file = try lab.write(configuration, to: "etc/jobrunner.yaml")
    return try JobrunnerProgram.run(
      ["nightly", "--business-date", "2025-01-20", "--config", file],
      environment: lab.environment.merging(environment) { $1 }, folder: lab.folder + "/elsewhere")
  }

  private func expectPackage(
    _ folder: String, _ run: ChildProcess.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let path = lab.folder + "/" + folder
    #expect(run.exitCode == 0, "\(run.standardError)", sourceLocation: sourceLocation)
    #expect(
      run.standardOutput.contains("packages are in \(path)\n"), "\(run.standardOutput)",
      sourceLocation: sourceLocation)
    #expect(
      FileManager.default.fileExists(atPath: path + "/2025-01/manifest.json"),
      sourceLocation: sourceLocation)
  }

  @Test("a relative exports.folder of the file begins at the file")
  func relativeToFile() throws {
    expectPackage("etc/packages", try nightly("exports:\n  folder: packages/\n"))
    expectPackage("etc/../kept", try nightly("exports:\n  folder: ../kept\n"))
  }

  @Test("one of the environment, and the default, begin at the working folder")
  func relativeToWorkingFolder() throws {
    expectPackage("elsewhere/given", try nightly("", ["EXPORTS_FOLDER": "given"]))
    expectPackage("elsewhere/exports", try nightly(""))
    expectPackage("elsewhere/exports", try nightly("exports:\n  folder:\n"))
  }

  @Test("~ is the home folder; somebody else's is refused")
  func home() throws {
    expectPackage("home/packages", try nightly("exports:\n  folder: ~/packages\n"))
    expectPackage("home", try nightly("", ["EXPORTS_FOLDER": "~"]))
    let other = try nightly("exports:\n  folder: ~root/packages\n")
    #expect(other.exitCode == 78)
    #expect(other.standardError.contains("exports.folder"))
  }

  @Test("--out begins at the working folder, and export prints the path from the root")
  func out() throws {
    let run = try lab.run("export", "2025-01", "--out", "mine")
    #expect(run.standardOutput == lab.folder + "/mine/2025-01\n", "\(run.standardError)")
    let home = try lab.run("export", "2025-01", "--out=~/mine")
    #expect(home.standardOutput == lab.folder + "/home/mine/2025-01\n")
  }

  @Test("the temporary folder too: a relative one of the file begins at the file")
  func temporaryFolder() throws {
    try FileManager.default.createDirectory(
      atPath: lab.folder + "/etc/tmp", withIntermediateDirectories: true)
    let run = try nightly("exports:\n  temporary_folder: tmp\n")
    #expect(run.exitCode == 0, "\(run.standardError)")
    let missing = try nightly(
      "exports:\n  temporary_folder: nowhere\n  folder: other\n")
    #expect(missing.exitCode == 73)
    #expect(missing.standardError.contains(lab.folder + "/etc/nowhere"), "\(missing.standardError)")
  }

  @Test("doctor names the folders from the root, and writes to them to see that it can")
  func doctor() throws {
    let file = try lab.write("exports:\n  folder: packages\n", to: "etc/jobrunner.yaml")
    let run = try lab.run("doctor", "--config", file)
    #expect(
      run.standardOutput.contains("ok    exports folder: \(lab.folder)/etc/packages\n"),
      "\(run.standardOutput)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: lab.folder + "/etc").count == 1)
    let blocked = try lab.run("doctor", "--config", file, environment: ["EXPORTS_FOLDER": file])
    #expect(blocked.standardOutput.contains("FAIL  exports folder: \(file) is not a folder"))
    let read = try lab.run("doctor", environment: ["EXPORTS_FOLDER": "/proc/exports"])
    #expect(read.standardOutput.contains("FAIL  exports folder: /proc is not writable"))
    #expect(read.exitCode == 73)
  }
}
