import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// Holds that are released and bookings that are accepted as they are, and when either is over.
@Suite("Releasing and accepting findings")
struct FindingDecisionTests {
  private func night(_ lab: ProgramLab, _ date: String = "2025-01-20") throws -> Int32 {
    let run = try lab.run("nightly", "--business-date", date)
    #expect([0, 1].contains(run.exitCode), "\(run.standardError)")
    return run.exitCode
  }

  private func finding(_ lab: ProgramLab, _ kind: String) throws -> String {
    try #require(
      try lab.strings(
        "select finding_id from billing_findings where kind = \(kind) and closed_run_id is null"
      ).first)
  }

  private func decide(
    _ lab: ProgramLab, _ verb: String, _ finding: String
  ) throws -> ChildProcess.Outcome {
    try lab.run(
      "findings", verb, finding, "--reason", "seen by the lab", "--as", ProgramLab.adminEmail,
      "--business-date", "2025-01-20")
  }

  private func decisions(_ lab: ProgramLab) throws -> [String] {
    try lab.strings(
      """
      select concat_ws('|', kind, released_by, released_at, accepted_by, accepted_at)
      from billing_findings
      order by finding_id
      """)
  }

  private func inTheWay(_ lab: ProgramLab) throws -> [FindingKind] {
    try lab.connection.findingsInTheWay(ofClosing: BillingPeriod("2025-01")!).map(\.kind)
  }

  @Test("a release lets the next run finalize, and a changed booking is held again")
  func releaseEndsWithTheBooking() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    #expect(try night(lab) == 1)
    #expect(try inTheWay(lab) == [.zeroAmount])
    let hold = try finding(lab, "zero_amount")
    #expect(try decide(lab, "release", hold).exitCode == 0)
    #expect(try inTheWay(lab) == [])

    try lab.connection.execute(
      "insert into booking_items (booking_id, test_id, unit_price) values (1, 2, 0)")
    _ = try night(lab, "2025-01-25")
    #expect(try lab.strings("select status from billing_records") == ["draft"])
    #expect(try inTheWay(lab) == [.zeroAmount])
    #expect(try decide(lab, "release", hold).exitCode == 0)
    _ = try night(lab, "2025-01-25")
    // It has its number; an invoice of nothing has nothing outstanding.
    #expect(
      try lab.strings("select status || ' ' || invoice_number from billing_records")
        == ["paid PL/24-25/0000001"])
  }

  @Test("an accepted quarantine no longer stands in the way, and is not told again as new")
  func acceptQuarantine() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [])
    _ = try night(lab)
    #expect(try inTheWay(lab) == [.noItems])
    let run = try decide(lab, "accept", try finding(lab, "no_items"))
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.standardOutput == "accepted no_items of booking 1\n")
    #expect(try inTheWay(lab) == [])
    #expect(try night(lab) == 0)
    #expect(try inTheWay(lab) == [])
    #expect(
      try lab.strings(
        "select concat_ws('|', accepted_by, accept_reason) from billing_findings")
        == ["Meera Rao (staff 1)|seen by the lab"])
    #expect(
      try lab.strings("select job || ' ' || person from billing_runs where job = 'accept'")
        == ["accept Meera Rao (staff 1)"])
  }

  @Test("an accepted quarantine is back when the booking changes, be the words the same")
  func acceptanceEndsWithTheBooking() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "-5.00"), (2, "800.00")])
    _ = try night(lab)
    #expect(try decide(lab, "accept", try finding(lab, "bad_price")).exitCode == 0)
    let words = try lab.strings("select detail from billing_findings")
    try lab.connection.execute("update booking_items set quantity = 2 where test_id = 2")
    _ = try night(lab)
    #expect(try lab.strings("select detail from billing_findings") == words)
    #expect(try inTheWay(lab) == [.badPrice])
    #expect(try lab.strings("select accepted_by from billing_findings") == ["null"])
  }

  @Test("an accepted drift is back when the booking drifts further")
  func acceptDrift() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05")
    #expect(try night(lab) == 0)
    #expect(try lab.strings("select status from billing_records") == ["invoiced"])
    try lab.connection.execute("update booking_items set unit_price = 600")
    _ = try night(lab)
    #expect(try inTheWay(lab) == [.drift])
    #expect(try decide(lab, "accept", try finding(lab, "drift")).exitCode == 0)
    _ = try night(lab)
    #expect(try inTheWay(lab) == [])
    try lab.connection.execute("update booking_items set unit_price = 700")
    _ = try night(lab)
    #expect(try inTheWay(lab) == [.drift])
  }

  @Test("a hold of a booking that changed since cannot be released, be the finding the same: 75")
  func staleHold() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    #expect(try night(lab) == 1)
    try lab.connection.execute(
      "insert into booking_items (booking_id, test_id, unit_price) values (1, 2, 0)")
    let run = try decide(lab, "release", try finding(lab, "zero_amount"))
    #expect(run.exitCode == 75)
    #expect(run.standardError.contains("jobrunner rerun 2025-01"), "\(run.standardError)")
    #expect(try lab.strings("select released_by from billing_findings") == ["null"])
  }

  @Test("what was decided stays with who decided it")
  func decidedTwice() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    try lab.book(2, on: "2025-01-18", items: [])
    _ = try night(lab)
    for (kind, verb) in [("zero_amount", "release"), ("no_items", "accept")] {
      let finding = try finding(lab, kind)
      #expect(try decide(lab, verb, finding).exitCode == 0)
      let decided = try decisions(lab)
      let again = try decide(lab, verb, finding)
      #expect(again.exitCode == 0)
      #expect(
        again.standardOutput.contains("by Meera Rao (staff 1) already"))
      #expect(try decisions(lab) == decided)
    }
  }

  @Test("what changed since a run found it cannot be decided on: 75, and look again")
  func staleFinding() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [])
    _ = try night(lab)
    try lab.connection.execute(
      "insert into booking_items (booking_id, test_id, quantity) values (1, 1, 0)")
    let run = try decide(lab, "accept", try finding(lab, "no_items"))
    #expect(run.exitCode == 75)
    #expect(run.standardError.contains("jobrunner rerun 2025-01"), "\(run.standardError)")
    #expect(try lab.strings("select accepted_by from billing_findings") == ["null"])
    #expect(
      try lab.strings("select state from billing_runs where job = 'accept'") == ["failed"])
  }

  @Test("the wrong decision is refused with the right one: 65")
  func wrongDecision() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    try lab.book(2, on: "2025-01-18", items: [])
    _ = try night(lab)
    let hold = try finding(lab, "zero_amount")
    let accepted = try decide(lab, "accept", hold)
    #expect(accepted.exitCode == 65)
    #expect(accepted.standardError.contains("findings release \(hold)"))
    #expect(try decide(lab, "release", try finding(lab, "no_items")).exitCode == 65)
    let unknown = try decide(lab, "release", "4711")
    #expect(unknown.exitCode == 65)
    #expect(unknown.standardError.contains("there is no finding 4711"))
  }

  @Test("findings are listed by period, kind, severity and booking")
  func filters() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", items: [(1, "0.00")])
    try lab.book(2, on: "2025-01-18", items: [])
    try lab.book(3, on: "2025-02-01", items: [])
    _ = try night(lab, "2025-02-03")
    for (filter, expected) in [
      ([], [2, 3, 1]), (["--period", "2025-01"], [2, 1]), (["--kind", "no_items"], [2, 3]),
      (["--severity", "hold"], [1]), (["--booking", "3"], [3]),
      (["--booking", "3", "--period", "2025-01"], []),
    ] {
      let run = try JobrunnerProgram.run(
        ["findings", "list", "--json"] + filter, environment: lab.environment)
      let found = try JSONDecoder().decode([Line].self, from: Data(run.standardOutput.utf8))
      #expect(found.map(\.booking_id) == expected, "\(filter)")
    }
  }

  private struct Line: Decodable {
    var booking_id: Int
  }
}
