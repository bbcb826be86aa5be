import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Cron mails whatever a run prints: with `--quiet` only when somebody has to look.
@Suite("What --quiet leaves")
struct QuietTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
  }

  private func quiet(_ words: String, on date: String, exits code: Int32 = 0) throws -> String {
    let run = try lab.admin(
      words.split(separator: " ").map(String.init) + ["--quiet"], on: date, exits: [code])
    return run.standardOutput + run.standardError
  }

  @Test("a good night prints nothing at all, nor does what else was done and needs nobody")
  func nothing() throws {
    #expect(try quiet("nightly", on: "2025-01-20") == "")
    #expect(try quiet("nightly", on: "2025-01-21") == "")
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    try lab.book(4, on: "2025-01-04")
    for words in [
      "adjust 2025-01 --yes", "rerun 2025-01 --yes", "export 2025-01", "migrate apply",
      "data tests update 1 price=510 --yes", "migrate backfill",
    ] { #expect(try quiet(words, on: "2025-02-02").isEmpty, "\(words)") }
    lab.environment["CLOSING_AUTO_AFTER_DAY"] = "1"
    #expect(try quiet("nightly", on: "2025-02-03") == "")
    #expect(try lab.one("select count(*) from billing_periods where closed_at is not null") == "1")
    #expect(try quiet("reopen 2025-01 --reason x", on: "2025-02-03") == "")
    #expect(try quiet("close 2025-01", on: "2025-02-03") == "")
  }

  @Test("what was asked for is printed: lists, plans, dry runs, documents")
  func askedFor() throws {
    #expect(try quiet("nightly --dry-run", on: "2025-01-20").contains("3 bookings read"))
    #expect(try quiet("nightly --json", on: "2025-01-20").contains("\"bookings_read\" : 3"))
    for words in [
      "status", "runs", "explain 1", "data tests list", "data tests", "findings list",
      "rerun 2025-01 --dry-run", "prices tests list", "migrate status", "verify \(lab.folder)/none",
    ] {
      let isVerify = words.hasPrefix("verify")
      let line = words.split(separator: " ").map(String.init) + ["--quiet"]
      let run =
        isVerify ? try JobrunnerProgram.run(line) : try lab.admin(line, on: "2025-01-20")
      #expect(!(run.standardOutput + run.standardError).isEmpty, "\(words)")
    }
  }

  @Test("a night that needs somebody prints that and nothing else, and its first line says what")
  func attention() throws {
    try lab.book(10, on: "2025-01-05", items: [(1, "0.00")])
    #expect(
      try quiet("nightly", on: "2025-01-20", exits: 1)
        == "jobrunner: warning: 1 new finding needs a person: jobrunner findings list\n")
    #expect(try quiet("nightly", on: "2025-01-21") == "")

    lab.environment["CLOSING_AUTO_AFTER_DAY"] = "1"
    let refused = try lab.run("nightly", "--business-date", "2025-02-03", "--quiet")
    #expect(refused.exitCode == 1)
    #expect(refused.standardOutput.isEmpty)
    #expect(
      refused.standardError.hasPrefix(
        "jobrunner: warning: not closed by itself: 2025-01 cannot be closed"), "\(refused)")
    #expect(refused.standardError.split(separator: "\n").count == 1, "\(refused)")
    lab.environment["CLOSING_AUTO_AFTER_DAY"] = nil

    try lab.connection.forge(
      """
      insert into billing_runs 
        (run_id, job, business_date, through_date, state, chunks_planned, chunks_done)
      overriding system value
      values (4711, 'nightly', '2025-02-03', '2025-02-02', 'running', 3, 2)
      """)
    #expect(
      try quiet("nightly", on: "2025-02-04")
        == "jobrunner: warning: run 4711 (nightly of 2025-02-03) died after 2 of 3 chunks; it is "
        + "marked crashed, and its work is kept\n")

    let unreachable = try lab.run(
      "nightly", "--quiet", environment: ["DATABASE_URL": "host=/nowhere"])
    #expect(unreachable.exitCode == 69)
    #expect(unreachable.standardOutput.isEmpty)
    #expect(unreachable.standardError.hasPrefix("jobrunner: the database cannot be reached: "))
  }

  @Test("doctor prints what is not ok, and verify what is wrong")
  func checks() throws {
    let doctor = try lab.run("doctor", "--quiet")
    let lines = doctor.standardOutput.split(separator: "\n")
    #expect(lines.allSatisfy { !$0.hasPrefix("ok") && !$0.hasPrefix("–") }, "\(doctor)")
    #expect((doctor.exitCode == 0) == lines.isEmpty, "\(doctor)")
    try lab.admin(["nightly"], on: "2025-01-20")
    let folder = lab.folder + "/exports/2025-01"
    let sound = try JobrunnerProgram.run(["verify", folder, "--quiet"])
    #expect(sound.standardOutput + sound.standardError == "" && sound.exitCode == 0)
    try FileManager.default.removeItem(atPath: folder + "/reconciliation-2025-01.csv")
    let torn = try JobrunnerProgram.run(["verify", folder, "--quiet"])
    #expect(
      torn.exitCode == 65 && torn.standardOutput.contains("reconciliation-2025-01.csv"), "\(torn)")
  }
}
