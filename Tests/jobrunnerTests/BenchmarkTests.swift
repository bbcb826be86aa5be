import Foundation
import Postgres
import TestLab
import Testing

/// `scripts/bench` on a small lab, for what it finds out and not for how long anything takes.
@Suite("The benchmark holds the program's records against one SQL statement")
struct BenchmarkTests {
  /// Runs it with a program of the caller's own, on its own server.
  private func bench(_ program: String, _ arguments: String...) throws -> ChildProcess.Outcome {
    let own = ProcessInfo.processInfo.environment
    return try ChildProcess(
      command: [Repository.folder + "/scripts/bench", "--bookings", "500", "--rounds", "1"]
        + arguments,
      environment: [
        // Swift and the server's programs are where the tests found them.
        "PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": own["HOME"] ?? "/", "LC_ALL": "C.UTF-8",
        "JOBRUNNER": program, "TMPDIR": FileManager.default.temporaryDirectory.path,
      ]
    ).wait(within: .seconds(300))
  }

  @Test("the same records pass, and each row is in the table")
  func sameRecords() throws {
    let outcome = try bench(try JobrunnerProgram.path, "--only", "first,memory")
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardError.contains("records are those of the statement"))
    for row in ["statement", "floor", "memory"] {
      #expect(outcome.standardOutput.contains("| \(row) "), "\(outcome.standardOutput)")
    }
  }

  @Test("an amount that is another one fails it, by its booking and its part")
  func tamperedRecord() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.path + "/jobrunner"
    try """
    #!/bin/bash
    '\(try JobrunnerProgram.path)' "$@"
    code=$?
    if [[ "$1" == nightly && "$2" != --help ]]; then
      psql --no-psqlrc --quiet "$DATABASE_URL" --command "update billing_records
        set distance_charge = distance_charge + 1, final_amount = final_amount + 1
        where booking_id = (select max(booking_id) from billing_records)"
    fi
    exit $code
    """.write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let outcome = try bench(program, "--only", "first")
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.standardError.contains("1 records are not those of the statement"),
      "\(outcome.standardError)")
    #expect(outcome.standardError.contains("final_amount"))
    #expect(outcome.standardOutput.isEmpty)
  }
}
