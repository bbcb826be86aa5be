import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Which bookings a re-run is about: those of its dates, and those that stand in its month although
/// their own date does not.
@Suite("What a re-run is about")
struct RerunScopeTests {
  private func rerun(
    _ lab: ProgramLab, _ scope: String, on date: String, exits code: Int32 = 0
  ) throws {
    let run = try lab.run(
      "rerun", scope, "--yes", "--as", ProgramLab.admin, "--business-date", date)
    #expect(run.exitCode == code, "\(run.standardError)")
  }

  private func records(_ lab: ProgramLab) throws -> [String] {
    try lab.strings(
      "select booking_id || ' ' || billing_date from billing_records order by booking_id")
  }

  @Test("a booking that moved to another month takes its draft along")
  func moved() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-31")
    _ = try lab.run("nightly", "--business-date", "2025-02-03")
    try lab.connection.execute("update bookings set booking_date = '2025-02-02 10:00+05:30'")
    try rerun(lab, "2025-01", on: "2025-02-03")
    #expect(try records(lab) == ["1 2025-02-02"])
  }

  @Test("a booking that lost its date loses its draft, and is told")
  func undated() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18")
    _ = try lab.run("nightly", "--business-date", "2025-01-20")
    try lab.connection.execute("update bookings set booking_date = null")
    try rerun(lab, "2025-01", on: "2025-01-20")
    #expect(try records(lab) == [])
    #expect(try lab.strings("select kind from billing_findings") == ["no_date"])
  }

  @Test("R7: late bookings of the closed month before are posted to its first day")
  func late() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18")
    try lab.book(2, on: "2025-02-02")
    try lab.connection.forge(
      "insert into billing_periods (period, state, closed_at) values ('2025-01', 'closed', now())")
    try rerun(lab, "2025-02-02", on: "2025-02-03")
    #expect(try records(lab) == ["2 2025-02-02"])
    try rerun(lab, "2025-02", on: "2025-02-03")
    #expect(try records(lab) == ["1 2025-02-01", "2 2025-02-02"])
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 1")
    try rerun(lab, "2025-02-01", on: "2025-02-03")
    #expect(try records(lab) == ["2 2025-02-02"])
  }

  @Test("a month that is older than what each night prices anew")
  func old() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    _ = try lab.run("nightly", "--business-date", "2025-01-20")
    try lab.connection.execute("update booking_items set unit_price = 500")
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try rerun(lab, "2025-01", on: "2025-09-01")
    #expect(
      try lab.strings("select status || ' ' || final_amount from billing_records") == [
        "invoiced 500.00"
      ])
    #expect(try lab.strings("select closed_on from billing_findings") == ["2025-09-01"])
  }

  @Test("of many bookings some are shown, and the rest is counted")
  func many() throws {
    let lab = try ProgramLab()
    for id in 1...23 { try lab.book(id, on: "2025-01-18") }
    let run = try lab.run("rerun", "2025-01", "--dry-run", "--business-date", "2025-01-20")
    #expect(run.standardOutput.contains("and 3 more new: --out FILE.csv has all of them"))
    #expect(run.standardOutput.split(separator: "\n").filter { $0.hasPrefix("new  ") }.count == 21)
  }

  @Test("a plan that cannot be written to its file: 73, before anything is planned")
  func unwritable() throws {
    let lab = try ProgramLab()
    let run = try lab.run(
      "rerun", "2025-01", "--dry-run", "--out", "/proc/plan.csv", "--business-date", "2025-01-20")
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("--out"))
  }
}
