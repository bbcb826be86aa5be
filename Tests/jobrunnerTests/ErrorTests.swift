import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What an operator sees when something is not as it should be: an exit code, what is wrong, and
/// what to do.
@Suite("Exit codes and messages of the built program")
struct ErrorTests {
  @Test("an unknown key of the configuration: 78, the line and the keys there are")
  func unknownKey() throws {
    try expectRefusal(configuration: "billing:\n  timezone: Asia/Kolkata\n", "billing.timezone")
  }

  @Test(
    "a value out of range or of a wrong type: 78, the key and the line to write",
    arguments: [
      ("invoicing:\n  grace_days: soon\n", "write: grace_days: 3"),
      ("billing:\n  window_months: 99\n", "from 1 to 24"),
      ("billing:\n  start_date: 2025-02-30\n", "start_date: 2025-01-01"),
      ("invoicing:\n  number_format: INVOICE/{fy}/{seq:09}\n", "at most 16"),
      ("checks:\n  severity:\n    bad_price: warn\n", "bad_price"),
    ])
  func badValue(text: String, message: String) throws {
    try expectRefusal(configuration: text, message)
  }

  private func expectRefusal(configuration: String, _ message: String) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-\(UUID().uuidString).yaml").path
    try configuration.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try JobrunnerProgram.run(["nightly", "--config", path])
    #expect(run.exitCode == 78)
    #expect(run.standardError.contains(message), "\(run.standardError)")
  }

  @Test("an unreachable database: 69, and never the password")
  func unreachable() throws {
    let run = try JobrunnerProgram.run(
      ["nightly"],
      environment: ["DATABASE_URL": "postgresql://u:s3cret@/lab?host=/nowhere"])
    #expect(run.exitCode == 69)
    #expect(run.standardError.contains("database.url"))
    #expect(!run.standardError.contains("s3cret"))
  }

  @Test("a schema without the lab: 78 and the command to run")
  func missingSchema() throws {
    let database = try TestDatabase.empty()
    let run = try JobrunnerProgram.run(["nightly"], environment: ["DATABASE_URL": database.url])
    #expect(run.exitCode == 78)
    #expect(run.standardError.contains("jobrunner migrate apply"))
  }

  @Test("no start date although there are bookings: 78 and the line to write")
  func noStartDate() throws {
    let database = try TestDatabase.make()
    try database.connect().execute(
      "insert into bookings (booking_date, status) values ('2025-01-15 10:00+05:30', 'completed')")
    let run = try JobrunnerProgram.run(["nightly"], environment: ["DATABASE_URL": database.url])
    #expect(run.exitCode == 78)
    #expect(run.standardError.contains("start_date: 2025-01-01"))
  }

  @Test("a folder that cannot be written: 73 and where else to write")
  func unwritableFolder() throws {
    let database = try TestDatabase.make()
    try database.connect().execute(
      "insert into bookings (booking_date, status) values ('2025-01-15 10:00+05:30', 'cancelled')")
    let run = try JobrunnerProgram.run(
      ["export", "2025-01", "--out", "/proc/exports"],
      environment: ["DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01"])
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("exports.folder"))
  }

  @Test("an unknown period: 65; what is no period: 64")
  func unknownPeriod() throws {
    let database = try TestDatabase.make()
    let environment = ["DATABASE_URL": database.url]
    let unknown = try JobrunnerProgram.run(["export", "2031-01"], environment: environment)
    #expect(unknown.exitCode == 65)
    #expect(unknown.standardError.contains("jobrunner status"))
    let nonsense = try JobrunnerProgram.run(["export", "January"], environment: environment)
    #expect(nonsense.exitCode == 64)
  }

  @Test("an unknown option: 64")
  func usage() throws {
    #expect(try JobrunnerProgram.run(["nightly", "--frobnicate"]).exitCode == 64)
  }

  @Test("the configuration file that is shipped is accepted as it is")
  func shippedConfiguration() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let database = try TestDatabase.make()
    let run = try JobrunnerProgram.run(
      ["nightly", "--config", root.appendingPathComponent("Config/jobrunner.yaml").path],
      environment: ["DATABASE_URL": database.url])
    #expect(run.exitCode == 0, "\(run.standardError)")
  }
}
