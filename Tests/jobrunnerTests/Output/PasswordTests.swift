import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Passwords and the built program")
struct PasswordTests {
  /// Runs it and expects that neither half of `s3kr3t-cr3t` is shown.
  @discardableResult
  private func run(
    _ arguments: [String], environment: [String: String] = [:], exits code: Int32? = nil
  ) throws -> ChildProcess.Outcome {
    let run = try JobrunnerProgram.run(arguments, environment: environment)
    for output in [run.standardOutput, run.standardError] {
      #expect(!output.contains("s3kr3t") && !output.contains("cr3t"), "\(arguments): \(output)")
    }
    if let code { #expect(run.exitCode == code, "\(run.standardError)") }
    return run
  }

  @Test(
    "a URL that reaches no server is told of without its password",
    arguments: [
      "postgresql://u:s3kr3t-cr3t@/db?host=/nowhere",
      "postgresql+psycopg2://u:s3kr3t-cr3t@/db?host=/nowhere",
      "host=/nowhere password=s3kr3tcr3t",
    ])
  func unreachable(url: String) throws { try refused(url, exits: 69) }

  @Test(
    "a URL that is malformed is refused without its password",
    arguments: [
      "postgresql://u:s3kr3t/cr3t@nowhere/db",
      "postgresql://u:s3kr3t@cr3t@nowhere/db", "postgresql://u:s3kr3t@cr3t:5432@nowhere/db",
      "postgresql://u:s3kr3t%zzcr3t@nowhere/db", "postgresql://u:s3kr3tcr3t/db",
      "mysql://u:s3kr3t-cr3t@nowhere/db",
      "jdbc:postgresql://u:s3kr3t-cr3t@nowhere/db", "host=/nowhere password=s3kr3t cr3t",
      "host=/nowhere password=s3kr3tcr3t prot=x", "postgresql://u:s3kr3tcr3t@nowhere:cr3t/db",
      "postgresql://nowhere/db?password=s3kr3tcr3t&sslmode=cr3t%",
    ])
  func malformed(url: String) throws {
    try refused(url, exits: 78)
    try run(["config", "check"], environment: ["DATABASE_URL": url], exits: 78)
    try run(["config", "show"], environment: ["DATABASE_URL": url], exits: 78)
  }

  private func refused(_ url: String, exits code: Int32) throws {
    for command in [["nightly"], ["nightly", "--json"], ["doctor"], ["migrate", "plan"]] {
      try run(
        command, environment: ["DATABASE_URL": url, "BILLING_START_DATE": "2025-01-01"],
        exits: code)
    }
  }

  @Test("SQLAlchemy's URL with a driver is taken", arguments: ["psycopg2", "asyncpg", "psycopg"])
  func driver(name: String) throws {
    let lab = try ProgramLab()
    let url = lab.database.url.replacingOccurrences(
      of: "postgresql://", with: "postgresql+\(name)://")
    #expect(url.hasPrefix("postgresql+"))
    #expect(try lab.run("status", environment: ["DATABASE_URL": url]).exitCode == 0)
  }

  @Test("a URL in the wrong place is not repeated")
  func wrongPlace() throws {
    let url = "postgresql://u:s3kr3t-cr3t@h/db"
    try run(["nightly", "--lab", url], exits: 64)
    try run(["nightly", "--config", url], exits: 78)
    try run(["nightly", "--business-date", url], exits: 64)
    try run(["nightly", url], exits: 64)
    try run(["export", url, "--json"], exits: 64)
    try run(["nightly"], environment: ["DATABASE_SCHEMA": url], exits: 78)
    try run(["nightly"], environment: ["BILLING_WINDOW_MONTHS": url], exits: 78)
    for text in [
      "\(url): x\n", "database:\n  \(url): x\n", "billing:\n  start_date: \(url)\n",
      "database:\n  url \(url)\n", "database:\n  url: [\(url)]\n", "database:\n  url: \"\(url)\n",
      "database:\n  password: s3kr3t-cr3t\n", "database: \(url)\n",
      "invoicing:\n  number_format: \(url)\n", "exports:\n  csv_bom: \(url)\n",
    ] {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("jobrunner-\(UUID().uuidString).yaml").path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      try run(["nightly", "--config", path], exits: 78)
    }
  }

  @Test("what a run keeps of its arguments has no password, nor has what an earlier version kept")
  func keptArguments() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05", items: [(1, "0.00")])
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    let id = try lab.one("select finding_id::text from billing_findings")
    try lab.admin(
      ["findings", "release", id, "--reason", "see postgresql://u:s3kr3t-cr3t@h/db"],
      on: "2025-01-20")
    let kept = try lab.one("select arguments::text from billing_runs where job like '%release%'")
    #expect(kept.contains("postgresql://u:***@h/db") && !kept.contains("s3kr3t"), "\(kept)")
    try lab.connection.forge(
      "update billing_runs set arguments = '{--lab,postgresql://u:s3kr3t-cr3t@h/db}'")
    let listed = try lab.run("runs", "--json").standardOutput
    #expect(listed.contains("u:***@h/db") && !listed.contains("s3kr3t"))
  }
}
