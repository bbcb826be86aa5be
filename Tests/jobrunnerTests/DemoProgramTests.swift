import Foundation
import Postgres
import TestLab
import Testing

/// `jobrunner demo` as somebody runs it who sees the program for the first time.
@Suite("The demo")
struct DemoProgramTests {
  @Test(
    "a folder that no demo made is refused, and nothing of it is removed",
    arguments: ["", "--clean"])
  func anothersFolder(_ flag: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-demo-\(UUID().uuidString)").path
    let kept = folder + "/exports/2025-01/manifest.json"
    try FileManager.default.createDirectory(
      atPath: (kept as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "{}".write(toFile: kept, atomically: true, encoding: .utf8)
    let demo = try JobrunnerProgram.run(
      ["demo", "--folder", folder, "--cluster", folder + "-cluster"] + (flag.isEmpty ? [] : [flag]))
    #expect(demo.exitCode == 64)
    #expect(demo.standardError.contains("no demo's folder"), "\(demo.standardError)")
    #expect(FileManager.default.fileExists(atPath: kept))
  }

  @Test("shows payments, notes and a sealed month, and each command it says to try does its work")
  func demo() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-demo-\(UUID().uuidString)").path
    let places = ["--folder", folder, "--cluster", folder + "-cluster"]
    defer {
      _ = try? JobrunnerProgram.run(["demo", "--clean"] + places)
    }
    let demo = try JobrunnerProgram.run(["demo"] + places, within: .seconds(600))
    #expect(demo.exitCode == 0, "\(demo.standardError)")

    let configuration = ["--config", folder + "/jobrunner.yaml"]
    let facts = try PythonScript.run(
      """
      import json, sys
      status, runs = json.loads(sys.argv[1]), json.loads(sys.argv[2])
      for month in status:
        paid = "paid" if month.get("paid") else "unpaid"
        print(month["period"], month["state"], "sealed" if month.get("seal") else "open", paid)
      print(sorted({run["job"] for run in runs}))
      print({run["state"] for run in runs})
      """,
      arguments: try [["status"], ["runs", "--limit", "100"]].map { command in
        let run = try JobrunnerProgram.run(command + ["--json"] + configuration)
        #expect(run.exitCode == 0, "\(run.standardError)")
        return run.standardOutput
      })
    #expect(
      facts.split(separator: "\n") == [
        "2025-02 closed open unpaid", "2025-03 closed sealed paid", "2025-04 open open paid",
        "['accept', 'adjust', 'close', 'nightly', 'payments', 'release']", "{'succeeded'}",
      ])

    let commands = demo.standardOutput.split(separator: "\n")
      .drop { $0 != "Try next:" }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("  #") }
    #expect(commands.count == 6)
    for command in commands {
      let run = try ChildProcess(command: ["/bin/bash", "-c", String(command)])
        .wait(within: .seconds(120))
      #expect(run.exitCode == 0, "\(command)\n\(run.standardError)")
      #expect(!run.standardOutput.isEmpty, "\(command)")
    }
  }
}
