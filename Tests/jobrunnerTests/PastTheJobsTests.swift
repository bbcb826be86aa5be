import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What the tables' owner can still bring about, by switching off what holds the job's promises:
/// each state is found by its name, nothing is numbered or sealed on top of it, and there is a way
/// back (docs/trust.md).
@Suite("What somebody wrote past the jobs")
struct PastTheJobsTests {
  private let lab: ProgramLab

  /// January and February closed and sealed, March billed.
  init() throws {
    lab = try ProgramLab()
    for (id, date) in ["2025-01-05", "2025-01-20", "2025-02-10", "2025-03-01"].enumerated() {
      try lab.book(id + 1, on: date)
    }
    try lab.admin(["nightly"], on: "2025-03-10")
    try lab.admin(["close", "2025-01"], on: "2025-03-10")
    try lab.admin(["close", "2025-02"], on: "2025-03-10")
  }

  /// Of a lab whose last run was in a year that is gone.
  private func doctor() throws -> ChildProcess.Outcome {
    try lab.run("doctor", environment: ["CHECKS_MAX_GAP_DAYS": "0"])
  }

  /// The remedy of doctor's first failure, as far as it is SQL.
  private func repair(_ doctor: ChildProcess.Outcome) throws -> String {
    let remedy = try #require(
      doctor.standardOutput.split(separator: "\n").first { $0.contains("as the tables' owner: ") })
    let sql = try #require(remedy.components(separatedBy: "as the tables' owner: ").last)
    return sql.components(separatedBy: "; see all with").first ?? sql
  }

  /// Nothing is numbered and nothing sealed, and each command says why; `doctor` names it.
  ///
  /// - Parameter nightSays: where something that is looked at before stands in a night's way as well.
  private func expectRefused(
    _ line: String, nightSays: (line: String, code: Int32)? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try lab.strings(
      "select concat_ws(' ', invoice_number, status) from billing_records order by id")
    let night = try lab.admin(
      ["nightly"], on: "2025-04-02", exits: [nightSays?.code ?? 70], sourceLocation: sourceLocation)
    #expect(
      night.standardError.contains(nightSays?.line ?? line), "\(night)",
      sourceLocation: sourceLocation)
    let close = try lab.admin(
      ["close", "2025-03"], on: "2025-04-02", exits: [70], sourceLocation: sourceLocation)
    #expect(close.standardError.contains(line), "\(close)", sourceLocation: sourceLocation)
    for run in [night, close] {
      #expect(!run.standardError.contains("bug"), "\(run)", sourceLocation: sourceLocation)
    }
    let listed = try lab.admin(
      ["close", "2025-03", "--dry-run"], on: "2025-04-02", exits: [1],
      sourceLocation: sourceLocation)
    #expect(listed.standardOutput.contains(line), "\(listed)", sourceLocation: sourceLocation)
    let doctor = try doctor()
    #expect(doctor.exitCode != 0, sourceLocation: sourceLocation)
    #expect(doctor.standardOutput.contains(line), "\(doctor)", sourceLocation: sourceLocation)
    #expect(
      try lab.strings(
        "select concat_ws(' ', invoice_number, status) from billing_records order by id") == before,
      sourceLocation: sourceLocation)
  }

  /// The lab is as good as new: nothing fails any more, after a good night doctor has nothing to say, and
  /// March closes.
  private func expectMended(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let mended = try doctor()
    #expect(!mended.standardOutput.contains("FAIL"), "\(mended)", sourceLocation: sourceLocation)
    try lab.admin(["nightly"], on: "2025-04-02", sourceLocation: sourceLocation)
    let doctor = try doctor()
    #expect(doctor.exitCode == 0, "\(doctor)", sourceLocation: sourceLocation)
    try lab.admin(["close", "2025-03"], on: "2025-04-02", sourceLocation: sourceLocation)
    try lab.expectOrder(sourceLocation: sourceLocation)
    let verify = try lab.run("verify", lab.folder + "/exports")
    #expect(verify.exitCode == 0, "\(verify)", sourceLocation: sourceLocation)
  }

  @Test(
    "a protection that is off, gone or another stands in the way of closing, and its repair is named",
    arguments: [
      "alter table billing_records disable trigger billing_records_check_updated",
      "alter table billing_record_events enable trigger billing_record_events_check_inserted",
      "drop trigger billing_runs_refuse_change on billing_runs",
      "alter table billing_payments drop constraint billing_payments_gateway_reference_check",
      "alter table billing_records drop constraint billing_records_final_amount_check",
    ])
  func protections(change: String) throws {
    try lab.connection.run(script: change)
    let doctor = try doctor()
    #expect(doctor.exitCode == 78, "\(doctor)")
    #expect(doctor.standardOutput.contains("FAIL  protections: "), "\(doctor)")
    let listed = try lab.admin(["close", "2025-03", "--dry-run"], on: "2025-04-02", exits: [1])
    #expect(listed.standardOutput.contains("as the tables' owner: "), "\(listed)")
    try lab.admin(["close", "2025-03"], on: "2025-04-02", exits: [65])
    #expect(try lab.one("select count(*) from billing_periods where period = '2025-03'") == "0")
    try lab.connection.run(script: repair(doctor))
    try expectMended()
  }

  @Test("a function that was replaced is found, whatever it is called")
  func function() throws {
    let function = try lab.one("select pg_get_functiondef('billing_periods_check'::regproc)")
    try lab.connection.run(
      script: """
        create or replace function billing_periods_check() returns trigger language plpgsql
        as $$ begin return new; end $$
        """)
    let doctor = try doctor()
    #expect(doctor.exitCode == 78)
    #expect(
      doctor.standardOutput.contains(
        "function billing_periods_check() is not what its migration made"), "\(doctor)")
    try lab.admin(["close", "2025-03"], on: "2025-04-02", exits: [65])
    try lab.connection.run(script: function)
    try expectMended()
  }

  @Test("a record that was put into a closed month is not numbered; reopening bills it in order")
  func closedMonth() throws {
    try lab.book(9, on: "2025-02-11")
    try lab.connection.forge(
      """
      insert into billing_records (
        booking_id, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
        billing_date, billing_period, status, pricing, fingerprint, run_id
      )
      select 9, user_id, test_ids, base_amount, discount_amount, distance_charge, final_amount,
        '2025-02-11', '2025-02', 'finalized', pricing, fingerprint, run_id
      from billing_records where booking_id = 3
      """)
    try expectRefused(
      "Records of a closed month that have no number (2025-02): expected 0, found 1")
    try lab.admin(["reopen", "2025-02", "--reason", "a record was put into it"], on: "2025-04-02")
    try lab.admin(["close", "2025-02"], on: "2025-04-02")
    try expectMended()
  }

  @Test(
    "a month that was closed, opened or sealed by hand is found; reopening and closing mends it",
    arguments: [
      (
        "update billing_period_seals set previous_seal = repeat('ef', 32) where period = '2025-02'",
        "Seals that do not follow the one before (2025-02)"
      ),
      (
        "update billing_periods set closed_by_run_id = null where period = '2025-02'",
        "Closed months that no run closed (2025-02)"
      ),
      (
        "update billing_period_seals set run_id = 1 where period = '2025-02'",
        "Seals that no run set (2025-02)"
      ),
    ])
  func months(change: String, line: String) throws {
    try lab.connection.forge(change)
    try expectRefused(line)
    try lab.admin(["reopen", "2025-02", "--reason", "changed by hand"], on: "2025-04-02")
    try lab.admin(["close", "2025-02"], on: "2025-04-02")
    try expectMended()
  }

  @Test("a sealed month that was opened by hand is found; the owner closes it as it was")
  func opened() throws {
    try lab.connection.forge("update billing_periods set state = 'open' where period = '2025-02'")
    try expectRefused(
      "Seals of a month that is open (2025-02)",
      nightSays: ("holds what 2025-02 was sealed with, which is not written over", 73))
    try lab.connection.forge("update billing_periods set state = 'closed' where period = '2025-02'")
    try expectMended()
  }

  @Test("a record that was marked paid by hand, or has another number, is found by the night")
  func documents() throws {
    try lab.connection.forge(
      """
      update billing_records set status = 'paid', paid_date = invoice_date where booking_id = 4
      """)
    let night = try lab.admin(["nightly"], on: "2025-04-02", exits: [70])
    #expect(night.standardError.contains("Records marked paid that were not: expected 0, found 1"))
    try lab.connection.forge(
      """
      update billing_records
      set status = 'invoiced', paid_date = null, invoice_number = 'PL/2024-25/XX'
      where booking_id = 4
      """)
    let other = try lab.admin(["nightly"], on: "2025-04-02", exits: [70])
    #expect(
      other.standardError.contains("Numbers that their series does not write so (PL/2024-25/XX)"),
      "\(other)")
  }
}
