import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// A clock that is wrong for one night must not number the future.
@Suite struct LongGapTests {
  private let lab: ProgramLab

  /// Booking 1 was invoiced on 20 January; booking 2 waits for a later night.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05")
    try lab.book(2, on: "2025-01-19")
    try lab.admin(["nightly"], on: "2025-01-20")
  }

  private func state() throws -> [String] {
    try lab.strings(
      """
      select concat_ws(' ', run_id, job, state) from billing_runs where state <> 'failed'
      union all
      select concat_ws(' ', booking_id, status, invoice_number) from billing_records
      order by 1
      """)
  }

  @Test("what numbers refuses a date more than checks.max_gap_days after the last good run")
  func refused() throws {
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    let before = try state()
    for command in [
      ["nightly"], ["nightly", "--dry-run"], ["rerun", "2025-01", "--yes"],
      ["rerun", "2025-01", "--dry-run"], ["close", "2025-01"], ["adjust", "2025-01", "--yes"],
      ["adjust", "2025-01", "--dry-run"],
    ] {
      let run = try lab.admin(command, on: "2025-03-24", exits: [78])
      #expect(
        run.standardError.contains(
          "the business date 2025-03-24 is 63 days after that of the last good run, 2025-01-20"),
        "\(command): \(run.standardError)")
      #expect(run.standardError.contains("--after-gap"))
      #expect(try state() == before, "\(command)")
    }
    try lab.admin(["nightly"], on: "2025-03-23", exits: [1])
  }

  @Test("--after-gap says that the pause was meant, once")
  func meant() throws {
    try lab.admin(["nightly", "--after-gap"], on: "2025-06-01")
    #expect(
      try lab.strings("select invoice_number from billing_records order by booking_id")
        == ["PL/24-25/0000001", "PL/25-26/0000001"])
    try lab.admin(["nightly"], on: "2025-06-02")
    try lab.admin(["nightly"], on: "2025-09-01", exits: [78])
  }

  @Test("checks.max_gap_days: 0 looks at no gap, and a lab's first run has none")
  func unchecked() throws {
    try lab.admin(["close", "2025-01"], on: "2025-02-10")
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "0"
    try lab.admin(["nightly"], on: "2026-01-01")
    lab.environment["CHECKS_MAX_GAP_DAYS"] = "-1"
    let wrong = try lab.admin(["nightly"], on: "2026-01-02", exits: [78])
    #expect(wrong.standardError.contains("checks.max_gap_days"))
  }

  @Test("doctor says beforehand that the next night would refuse")
  func doctor() throws {
    let doctor = try lab.run("doctor")
    #expect(doctor.standardOutput.contains("WARN  last run: the business date "))
  }
}
