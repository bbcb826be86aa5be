import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// A month billed again by hand, with the built program.
@Suite("Re-running a period")
struct RerunTests {
  private static let businessDate = ["--business-date", "2025-01-20"]

  /// Bookings of 18 and 19 January that are drafts on the 20th, and one that is invoiced.
  private func lab() throws -> ProgramLab {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05")
    try lab.book(2, on: "2025-01-18", km: "4.2")
    try lab.book(3, on: "2025-01-18", items: [(1, "500.00"), (2, "800.00")])
    try lab.book(4, on: "2025-01-19")
    try lab.book(5, on: "2025-01-19", status: "pending")
    let night = try lab.run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 0, "\(night.standardError)")
    return lab
  }

  /// What the office corrects afterwards: something of each kind.
  private func correct(_ lab: ProgramLab) throws {
    try lab.connection.run(
      script: """
        update booking_items set unit_price = 650 where booking_id = 1;
        update bookings set estimated_distance_km = 6.8 where id = 2;
        update bookings set status = 'cancelled' where id = 4;
        update bookings set status = 'completed' where id = 5;
        delete from booking_items where booking_id = 3 and test_id = 1;
        insert into booking_items (booking_id, test_id, unit_price) values (3, 3, 300);
        """)
    try lab.book(6, on: "2025-01-18", items: [(1, "0.00")])
    try lab.book(7, on: "2025-01-18", items: [])
  }

  private func rerun(
    _ lab: ProgramLab, _ arguments: String..., as person: String? = ProgramLab.adminEmail
  ) throws -> ChildProcess.Outcome {
    var words = ["rerun", "2025-01"] + Self.businessDate + arguments
    if let person { words += ["--as", person] }
    return try JobrunnerProgram.run(words, environment: lab.environment, folder: lab.folder)
  }

  private func hash(_ run: ChildProcess.Outcome) throws -> String {
    let line = run.standardOutput.split(separator: "\n").first {
      $0.hasPrefix("plan ") && $0.count == 69
    }
    return String(try #require(line, "\(run.standardOutput) \(run.standardError)").dropFirst(5))
  }

  /// The version of every row the job writes, but for its ledger.
  private func versions(_ lab: ProgramLab) throws -> [String] {
    try lab.strings(
      """
      select 'r' || id || ' ' || xmin || ' ' || ctid from billing_records
      union all select 'f' || finding_id || ' ' || xmin || ' ' || ctid from billing_findings
      union all select 'e' || booking_id || ' ' || xmin || ' ' || ctid from billing_record_events
      union all select 's' || series_id || ' ' || xmin || ' ' || ctid from billing_number_series
      order by 1
      """)
  }

  private func records(_ lab: ProgramLab) throws -> [String] {
    try lab.strings(
      """
      select concat_ws('|', booking_id, status, final_amount, billing_date, fingerprint,
        invoice_number)
      from billing_records order by booking_id
      """)
  }

  private func findings(_ lab: ProgramLab) throws -> [String] {
    try lab.strings(
      """
      select concat_ws('|', booking_id, kind, severity, detail) from billing_findings
      where closed_run_id is null order by booking_id, kind
      """)
  }

  @Test("the plan is shown to the letter: the table, and each booking with its reason")
  func planText() throws {
    let lab = try lab()
    try correct(lab)
    let run = try rerun(lab, "--dry-run", as: nil)
    #expect(run.exitCode == 0, "\(run.standardError)")
    var lines = run.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    lines.removeAll { $0.hasPrefix("plan ") && $0.count == 69 }
    #expect(
      lines.joined(separator: "\n") == """
        plan for 2025-01, business date 2025-01-20: 7 bookings read

        Records   Count   Stored  Planned Difference
        --------- ----- -------- -------- ----------
        new           2     0.00   500.00    +500.00
        changed       2 1,861.00 1,674.00    -187.00
        removed       1   500.00     0.00    -500.00
        unchanged     0     0.00     0.00       0.00
        drifted       1   500.00   500.00       0.00
        all           6 2,861.00 2,674.00    -187.00

        Of these               Count Final amount Note
        ---------------------- ----- ------------ ------------------------------------------------
        finalized and numbered     0         0.00
        held                       1         0.00 stay drafts until: jobrunner findings release
        drifted, as of today       1       650.00 +150.00, to be settled: jobrunner adjust 2025-01
        quarantined                1            – not billed until they are put right

        What        Booking Service date   Stored  Planned Difference Why
        ----------- ------- ------------ -------- -------- ---------- ----------------------------------------------------------------------------
        changed           2 2025-01-18     561.00   574.00     +13.00 distance 4.2 → 6.8 km
        changed           3 2025-01-18   1,300.00 1,100.00    -200.00 item removed: Complete Blood Count (500.00); item added: Urinalysis (300.00)
        removed           4 2025-01-19     500.00        –    -500.00 its status is cancelled
        drifted           1 2025-01-05     500.00   650.00    +150.00 Complete Blood Count: price 500.00 → 650.00
        new, held         6 2025-01-18          –     0.00       0.00 the final amount is 0.00
        new               5 2025-01-19          –   500.00    +500.00
        quarantined       7 2025-01-18          –        –       0.00 the booking has no items

        nothing was changed

        """)
  }

  @Test("a dry run writes nothing: no row, no run, and needs nobody")
  func dryRunWritesNothing() throws {
    let lab = try lab()
    try correct(lab)
    let before = try versions(lab)
    let run = try rerun(lab, "--dry-run", as: nil)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.standardOutput.hasSuffix("nothing was changed\n"))
    #expect(try versions(lab) == before)
    #expect(try lab.strings("select job from billing_runs") == ["nightly"])
  }

  @Test("carried out, it leaves what a night would have left")
  func sameAsNight() throws {
    let byHand = try lab()
    let byNight = try lab()
    for lab in [byHand, byNight] { try correct(lab) }
    let run = try rerun(byHand, "--yes")
    #expect(run.exitCode == 1, "\(run.standardError)")
    let night = try byNight.run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 1, "\(night.standardError)")
    #expect(try records(byHand) == records(byNight))
    #expect(try findings(byHand) == findings(byNight))
    #expect(
      try byHand.strings("select job || ' ' || person from billing_runs order by run_id")
        == ["nightly system", "rerun Meera Rao (staff 1)"])
    let again = try byHand.run("nightly", "--business-date", "2025-01-20")
    #expect(again.exitCode == 0, "\(again.standardError)")
  }

  @Test("a second time it changes no record")
  func idempotent() throws {
    let lab = try lab()
    try correct(lab)
    #expect(try rerun(lab, "--yes").exitCode == 1)
    let before = try versions(lab)
    let again = try rerun(lab, "--yes")
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(try versions(lab) == before)
  }

  @Test("what is due is finalized and numbered, and the packages of what changed are written")
  func finalizes() throws {
    let lab = try lab()
    try correct(lab)
    let run = try lab.run(
      "rerun", "2025-01", "--yes", "--as", ProgramLab.admin, "--business-date", "2025-01-28")
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(
      try lab.strings(
        """
        select booking_id || ' ' || invoice_number from billing_records
        where invoice_date = '2025-01-28' order by invoice_sequence
        """) == ["2 PL/24-25/0000002", "3 PL/24-25/0000003", "5 PL/24-25/0000004"])
    let exports = lab.folder + "/exports/2025-01"
    #expect(FileManager.default.fileExists(atPath: exports + "/billing-2025-01.xlsx"))
    #expect(FileManager.default.fileExists(atPath: exports + "/18/manifest.json"))
  }

  @Test("one day is that day and no other")
  func oneDay() throws {
    let lab = try lab()
    try correct(lab)
    let run = try lab.run(
      "rerun", "2025-01-19", "--yes", "--as", ProgramLab.admin, "--business-date", "2025-01-20")
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(
      try lab.strings("select booking_id || ' ' || final_amount from billing_records order by 1")
        == ["1 500.00", "2 561.00", "3 1300.00", "5 500.00"])
    #expect(try findings(lab) == [])
  }

  @Test("the reviewed plan is carried out, and another one is refused: 75 and the new hash")
  func expectedPlan() throws {
    let lab = try lab()
    try correct(lab)
    let reviewed = try hash(try rerun(lab, "--dry-run"))
    #expect(try hash(try rerun(lab, "--dry-run")) == reviewed)
    try lab.connection.execute("update bookings set estimated_distance_km = 7.5 where id = 2")
    let before = try versions(lab)
    let refused = try rerun(lab, "--yes", "--expect-plan", reviewed)
    let new = try hash(refused)
    #expect(refused.exitCode == 75)
    #expect(new != reviewed)
    #expect(refused.standardError.contains(new))
    #expect(try versions(lab) == before)
    let accepted = try rerun(lab, "--yes", "--expect-plan", new.uppercased())
    #expect(accepted.exitCode == 1, "\(accepted.standardError)")
    #expect(
      try lab.strings("select final_amount from billing_records where booking_id = 2") == ["577.50"]
    )
  }

  @Test("JSON, CSV and the table say the same")
  func formatsAgree() throws {
    let lab = try lab()
    try correct(lab)
    let path = lab.folder + "/plan.csv"
    try Data("an old plan".utf8).write(to: URL(fileURLWithPath: path))
    let text = try rerun(lab, "--dry-run", "--out", path)
    #expect(text.exitCode == 0, "\(text.standardError)")
    let json = try rerun(lab, "--dry-run", "--json")
    let result = try PythonScript.run(
      """
      import csv, json, sys
      from decimal import Decimal
      plan = json.loads(sys.argv[1])
      rows = list(csv.DictReader(open(sys.argv[2], newline="")))
      assert plan["plan_hash"] == sys.argv[3]
      assert plan.get("run_id") is None
      assert [int(r["booking_id"]) for r in rows] == [b["booking_id"] for b in plan["bookings"]]
      for action in ["new", "changed", "removed", "drifted"]:
        of = [b for b in plan["bookings"] if b["action"] == action]
        assert len(of) == plan["counts"][action], action
        assert [r["action"] for r in rows].count(action) == len(of), action
      total = lambda rows, action, side: sum(
        Decimal(r[side + "_final"]) for r in rows if r["action"] == action)
      amounts = {k: Decimal(v) for k, v in plan["amounts"].items()}
      assert total(rows, "new", "planned") == amounts["new"]
      assert total(rows, "changed", "stored") == amounts["changed_from"]
      assert total(rows, "changed", "planned") == amounts["changed_to"]
      assert total(rows, "removed", "stored") == amounts["removed"]
      assert total(rows, "drifted", "planned") == amounts["drifted_today"]
      for flag in ["held", "quarantined", "finalized"]:
        assert sum(b[flag] for b in plan["bookings"]) == plan["counts"][flag], flag
        assert [r[flag] for r in rows].count("yes") == plan["counts"][flag], flag
      for r, b in zip(rows, plan["bookings"]):
        assert r["reasons"] == "; ".join(reason["text"] for reason in b["reasons"])
        print(r["booking_id"], r["action"], r["reasons"])
      """, arguments: [json.standardOutput, path, try hash(text)])
    #expect(
      result
        == """
        2 changed distance 4.2 → 6.8 km
        3 changed item removed: Complete Blood Count (500.00); item added: Urinalysis (300.00)
        6 new\(" ")
        7 none\(" ")
        4 removed its status is cancelled
        5 new\(" ")

        """.replacingOccurrences(
          of: "2 changed", with: "1 drifted Complete Blood Count: price 500.00 → 650.00\n2 changed")
    )
  }

  @Test("an empty plan is JSON as well")
  func emptyJSON() throws {
    let lab = try lab()
    let run = try rerun(lab, "--dry-run", "--json")
    let plan = try JSONDecoder().decode(
      EmptyPlan.self, from: Data(run.standardOutput.utf8))
    #expect(plan.bookings.isEmpty && plan.counts["unchanged"] == 4)
  }

  private struct EmptyPlan: Decodable {
    var bookings: [Int]
    var counts: [String: Int]
  }
}
