import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("What is said where it was said badly")
struct SmallThingsTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...2 { try lab.book(id, on: "2025-01-0\(id)") }
  }

  private func refusal(_ configuration: String) throws -> String {
    let file = try lab.write(configuration, to: "jobrunner.yaml")
    let run = try lab.run("nightly", "--config", file, "--business-date", "2025-01-20")
    #expect(run.exitCode == 78, "\(configuration): \(run.standardOutput)")
    return run.standardError
  }

  @Test("a list where one value belongs, or none where one is needed: 78, and what to write")
  func lists() throws {
    #expect(
      try refusal("billing:\n  billable_statuses: []\n").contains(
        "write: billable_statuses: [completed]"))
    #expect(try refusal("billing:\n  billable_statuses: [' ']\n").contains("holds no status"))
    #expect(try refusal("billing:\n  billable_statuses: ['a,b']\n").contains("without commas"))
    #expect(try refusal("billing:\n  window_months: [2]\n").contains("takes one value"))
    #expect(try refusal("billing:\n  start_date: [2025-01-01]\n").contains("takes one value"))
    #expect(try refusal("billing:\n  window_months: {a: 2}\n").contains("takes one value"))
  }

  @Test("no excluded status is a choice: a cancelled booking waits then")
  func nothingExcluded() throws {
    try lab.book(3, on: "2025-01-03", status: "cancelled")
    let file = try lab.write("billing:\n  excluded_statuses: []\n", to: "jobrunner.yaml")
    try lab.admin(["nightly", "--config", file], on: "2025-01-20")
    let rows = try String(
      contentsOfFile: lab.folder + "/exports/2025-01/reconciliation-2025-01.csv", encoding: .utf8)
    #expect(rows.contains("3,2025-01-03,cancelled,waiting"), "\(rows)")
  }

  @Test("a configuration that is a folder, missing or no text says which")
  func configurationFiles() throws {
    let folder = try lab.run("nightly", "--config", lab.folder)
    #expect(folder.exitCode == 78)
    #expect(folder.standardError.contains("is a folder, not a configuration file"))
    let missing = try lab.run("nightly", "--config", lab.folder + "/none.yaml")
    #expect(missing.standardError.contains("there is no configuration file"))
    let path = lab.folder + "/latin.yaml"
    try Data([0x23, 0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
    let latin = try lab.run("nightly", "--config", path)
    #expect(latin.standardError.contains("is not text in UTF-8"))
    let nothing = try lab.run("nightly", "--config", "/dev/null", "--business-date", "2025-01-20")
    #expect(nothing.exitCode == 0, "\(nothing.standardError)")
  }

  @Test("an empty schema: which database and schema were reached")
  func emptySchema() throws {
    let database = try TestDatabase.empty()
    let name = try database.connect().query("select current_database()") { try $0.string(0) }[0]
    let run = try lab.run("nightly", environment: ["DATABASE_URL": database.url])
    #expect(run.exitCode == 78)
    #expect(run.standardError.contains("the schema \"public\" of database \"\(name)\" on /"))
    let other = try lab.run("nightly", "--lab", "nowhere")
    #expect(other.standardError.contains("\"nowhere\" does not exist in database \""))
  }

  @Test("a night waits for an export by hand that has the month's folder")
  func waits() throws {
    let run = try lab.shell(
      """
      mkdir -p exports/.staging-2025-01 && exec 9<exports/.staging-2025-01 && flock 9
      "$JOBRUNNER" nightly --business-date 2025-01-20 9<&- & night=$!
      sleep 4; flock -u 9; wait $night
      """)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(FileManager.default.fileExists(atPath: lab.folder + "/exports/2025-01/manifest.json"))
  }

  @Test("a link in place of a month's folder is named, with what helps")
  func link() throws {
    try FileManager.default.createDirectory(
      atPath: lab.folder + "/exports", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: lab.folder + "/exports/2025-01", withDestinationPath: "/nowhere")
    let run = try lab.run("nightly", "--business-date", "2025-01-20")
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("/exports/2025-01 is a link or a file"))
    #expect(run.standardError.contains("move it away"))
  }

  @Test("rerun says a reason once")
  func oneReason() throws {
    try lab.book(5, on: "2025-01-18")
    try lab.admin(["nightly"], on: "2025-01-20")
    try lab.connection.execute("delete from booking_items where booking_id in (1, 5)")
    let plan = try lab.run("rerun", "2025-01", "--dry-run", "--business-date", "2025-01-20")
    let lines = plan.standardOutput.split(separator: "\n").filter { $0.contains("no items") }
    #expect(lines.count == 2, "\(plan.standardOutput)")
    for line in lines { #expect(line.components(separatedBy: "no items").count == 2, "\(line)") }
  }

  @Test("a coupon beyond its uses by a user says which booking used it, and what became of that")
  func couponUsedBefore() throws {
    try lab.connection.execute(
      """
      insert into coupons (id, code, start_date, end_date, is_active, max_uses_per_user)
      values (1, 'ONCE', '2025-01-01', '2025-12-31', true, 1)
      """)
    for booking in 1...2 {
      try lab.connection.execute(
        """
        insert into coupon_redemptions (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, \(booking)::int, 1, 50, \("2025-01-0\(booking)")::date)
        """)
    }
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 1")
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    let listed = try lab.run("findings", "list")
    #expect(
      listed.standardOutput.contains(
        "coupon ONCE: beyond the coupon's uses by a user, used before by booking 1 (cancelled)"),
      "\(listed.standardOutput)")
  }
}
