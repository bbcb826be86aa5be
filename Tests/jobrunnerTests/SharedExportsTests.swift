import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What lies where a lab writes, and is not its own.
@Suite("A folder of exports with another's packages")
struct SharedExportsTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...2 { try lab.book(id, on: "2025-01-1\(id)") }
    try lab.admin(["nightly"], on: "2025-02-01")
  }

  private func manifest(_ month: String = "2025-01") throws -> String {
    try String(contentsOfFile: lab.folder + "/exports/\(month)/manifest.json", encoding: .utf8)
  }

  /// Another lab that writes into the same folder.
  private func other() throws -> ProgramLab {
    let other = try ProgramLab()
    try other.connection.execute("update billing_lab set lab_id = gen_random_uuid()")
    other.environment["EXPORTS_FOLDER"] = lab.folder + "/exports"
    try other.book(7, on: "2025-01-15")
    return other
  }

  @Test(
    "the package of another lab is not written over, and nothing is billed before that is seen",
    arguments: [
      ["nightly"], ["nightly", "--dry-run"], ["close", "2025-01"], ["rerun", "2025-01", "--yes"],
      ["export", "2025-01"], ["export", "2025-01-15"],
    ])
  func twoLabs(command: [String]) throws {
    let other = try other()
    let before = try manifest()
    let refused = try other.admin(command, on: "2025-02-01", exits: [73])
    #expect(
      refused.standardError.contains(
        "\(lab.folder)/exports/2025-01 holds the package of another lab (\(TestDatabase.labID)), which "
          + "is not written over"), "\(refused.standardError)")
    #expect(
      refused.standardError.contains(
        "set exports.folder to a folder of this lab's own, or take it over with: jobrunner exports "
          + "adopt 2025-01 --reason TEXT"), "\(refused.standardError)")
    #expect(try manifest() == before)
    #expect(try other.one("select count(*) from billing_records") == "0")
    #expect(try other.one("select count(*) from billing_runs where state <> 'failed'") == "0")
  }

  @Test("another lab's folder is taken over on purpose, and its numbers are not this lab's")
  func adopt() throws {
    let other = try other()
    let adopted = try other.admin(
      ["exports", "adopt", "--reason", "that lab is gone", "--json"], on: "2025-02-01")
    let packages = try #require(try other.json(adopted)["packages"] as? [[String: Any]])
    #expect(packages.map { $0["lab"] as? String } == ["\(TestDatabase.labID)"])
    try other.admin(["nightly"], on: "2025-02-01")
    #expect(try other.invoice(7) == "PL/24-25/0000001")
    // What was there before is the other's no more.
    try lab.admin(["nightly"], on: "2025-02-02", exits: [73])
  }

  @Test("an analyst takes nothing over, and a reason is needed")
  func roles() throws {
    let other = try other()
    let refused = try other.run(
      "exports", "adopt", "--reason", "x", "--as", "anil@lab.example", "--business-date",
      "2025-02-01")
    #expect(refused.exitCode == 77)
    #expect(try other.run("exports", "adopt", "--reason", " ").exitCode == 64)
  }

  @Test("days of another lab without their month are not written over either")
  func days() throws {
    try FileManager.default.removeItem(atPath: lab.folder + "/exports/2025-01/manifest.json")
    let refused = try other().admin(["nightly"], on: "2025-02-01", exits: [73])
    #expect(refused.standardError.contains("exports/2025-01/01 holds the package of another lab"))
  }

  @Test("a package of a version to come is not written over")
  func newerVersion() throws {
    let path = lab.folder + "/exports/2025-01/manifest.json"
    let newer = try manifest().replacingOccurrences(
      of: "\"version\" : 2", with: "\"version\" : 3")
    try newer.write(toFile: path, atomically: true, encoding: .utf8)
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 2")
    let refused = try lab.admin(["nightly"], on: "2025-02-02", exits: [73])
    #expect(refused.standardError.contains("run the version that wrote it"))
    #expect(try manifest() == newer)
  }

  @Test("a lab in a schema of its own has a folder of its own where none is set")
  func folderOfSchema() throws {
    lab.environment["EXPORTS_FOLDER"] = ""
    try lab.connection.execute("create schema north")
    let north = ["DATABASE_SCHEMA": "north"]
    let applied = try lab.run("migrate", "apply", environment: north)
    #expect(applied.exitCode == 0, "\(applied.standardError)")
    let adopted = try lab.run(
      "exports", "adopt", "--reason", "to see", "--dry-run", environment: north)
    #expect(adopted.standardOutput.contains("nothing to take over in \(lab.folder)/exports-north"))
  }

  @Test("a lab whose packages still lie in the folder of before is told to move them")
  func leftBehind() throws {
    try lab.connection.execute("create schema north")
    lab.environment["DATABASE_SCHEMA"] = "north"
    try lab.admin(["migrate", "apply"], on: "2025-02-02")
    for table in ["users", "categories", "tests", "bookings", "booking_items"] {
      try lab.connection.run(script: "insert into north.\(table) select * from public.\(table)")
    }
    lab.environment["EXPORTS_FOLDER"] = lab.folder + "/apart/exports"
    try lab.admin(["nightly"], on: "2025-02-02")
    let id = try lab.one("select lab_id::text from north.billing_lab")
    try lab.connection.execute("update north.billing_lab set lab_id = gen_random_uuid()")
    lab.environment["EXPORTS_FOLDER"] = nil
    let nightly = "cd apart && exec $JOBRUNNER nightly --dry-run --business-date 2025-02-03"
    let others = try lab.shell(nightly)
    #expect(!others.standardError.contains("move them"), "another lab's: \(others.standardError)")
    try lab.connection.execute("update north.billing_lab set lab_id = \(id)::uuid")
    let own = try lab.shell(nightly)
    #expect(
      own.standardError.contains(
        "move them (mv \(lab.folder)/apart/exports \(lab.folder)/apart/exports-north)"),
      "\(own.standardError)")
  }
}
