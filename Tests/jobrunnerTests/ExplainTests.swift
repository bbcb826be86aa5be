import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Why a booking costs what it does, as the built program tells it.
@Suite("Explaining an amount")
struct ExplainTests {
  /// A lab in which booking 2 was drafted, changed by a re-run, and invoiced; 18 January is a
  /// Saturday on which an offer of a tenth is in force.
  private func lab() throws -> ProgramLab {
    let lab = try ProgramLab()
    try lab.connection.execute(
      """
      insert into offers (id, name, discount_type, discount_value, start_date, end_date)
      values (1, 'New Year', 'percentage', 10, '2025-01-01', '2025-01-31')
      """)
    try lab.book(2, on: "2025-01-18", km: "4.2", items: [(1, "500.00"), (2, "800.00")])
    try expect(lab.run("nightly", "--business-date", "2025-01-20"))
    try lab.connection.execute("update bookings set estimated_distance_km = 6.8 where id = 2")
    try expect(
      lab.run(
        "rerun", "2025-01", "--yes", "--as", ProgramLab.admin, "--business-date", "2025-01-20"))
    try expect(lab.run("nightly", "--business-date", "2025-01-23"))
    return lab
  }

  private func expect(_ run: ChildProcess.Outcome) throws {
    #expect(run.exitCode == 0, "\(run.standardError)")
  }

  private func explain(_ lab: ProgramLab, _ subject: String) throws -> String {
    let run = try lab.run("explain", subject, "--business-date", "2025-01-23")
    try expect(run)
    // When a run happened is the one thing that is not always the same.
    return run.standardOutput.replacing(
      try Regex("20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"), with: "2025-01-20 06:30")
  }

  @Test("the calculation, today and the history, to the letter")
  func text() throws {
    let lab = try lab()
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, method, paid_on, run_id)
      select id, 'pay_1', 500, 'upi', '2025-01-24', 3 from billing_records;
      delete from booking_items where test_id = 2;
      """)
    #expect(
      try explain(lab, "PL/24-25/0000001") == """
        booking 2, invoiced, invoice PL/24-25/0000001 of 2025-01-23
        service date 2025-01-18 (R1), billed on 2025-01-18 (R7), Anita Desai (user 1)

        What                 How                                           Amount Rule
        -------------------- ------------------------------------------- -------- ----
        Complete Blood Count 1 × 500.00, as booked                         500.00 R3
        Lipid Panel          1 × 800.00, as booked                         800.00 R3
        Base amount          the sum of the lines                        1,300.00 R3
          offer New Year     130.00 on 1,300.00, applied                          R5
        Discount             the offer's                                  -130.00 R5
        Distance charge      6.8 km: 50.00 + (6.8 − 2) × 5.00 (config 1)    74.00 R4
        Final amount         base − discount + distance charge           1,244.00 R6
        notes 0.00, paid 500.00, outstanding 744.00

        Today: 524.00: item removed: Lipid Panel (800.00); offer *New Year* gives 130.00 → 50.00

        When             Run Job     Who                 What                                     Amount
        ---------------- --- ------- ------------------- -------------------------------------- --------
        2025-01-20 06:30   1 nightly system              written as a draft                     1,231.00
        2025-01-20 06:30   2 rerun   Meera Rao (staff 1) changed                                1,244.00
        2025-01-20 06:30   3 nightly system              finalized                              1,244.00
        2025-01-20 06:30   3 nightly system              invoiced                               1,244.00
        2025-01-20 06:30   3 nightly system              payment pay_1, paid on 2025-01-24, upi   500.00

        """)
  }

  @Test("JSON carries all of it")
  func json() throws {
    let lab = try lab()
    let run = try lab.run("explain", "2", "--json", "--business-date", "2025-01-23")
    try expect(run)
    let summary = try PythonScript.run(
      """
      import json, sys
      e = json.loads(sys.argv[1])
      assert e["record"]["invoice_number"] == "PL/24-25/0000001"
      assert e["record"]["outstanding_amount"] == e["record"]["final_amount"] == "1244.00"
      assert e["pricing"]["distance"]["km"] == "6.8" and e["pricing"]["lines"][0]["unit_price"]
      assert e["today"]["action"] == "unchanged" and e["findings"] == []
      print([(h["kind"], h["run_id"], h["amount"]) for h in e["history"]])
      """, arguments: [run.standardOutput])
    #expect(
      summary
        == "[('drafted', 1, '1231.00'), ('drafted', 2, '1244.00'), ('finalized', 3, '1244.00'), "
        + "('invoiced', 3, '1244.00')]\n")
  }

  @Test("what was changed of the prices since, by the app and by a member of the staff")
  func priceChanges() throws {
    let lab = try ProgramLab()
    try lab.connection.run(
      script: """
        insert into offers (id, name, discount_type, discount_value, start_date, end_date)
        values (1, 'New Year', 'percentage', 10, '2025-01-01', '2025-01-31'),
          (2, 'Winter', 'percentage', 1, '2025-02-01', '2025-02-28');
        update tests set price = 650 where id = 1;
        """)
    try lab.book(2, on: "2025-01-18", km: "4.2", items: [(1, "650.00"), (2, "800.00")])
    try expect(lab.run("nightly", "--business-date", "2025-01-23"))
    let before = try explain(lab, "2")
    #expect(!before.contains("Blood Count: the"), "\(before)")
    try lab.connection.run(
      script: """
        update tests set price = 680 where id = 1;
        update tests set description = 'other' where id = 1;
        update offers set discount_value = 5, description = 'less' where id = 1;
        update offers set discount_value = 2 where id = 2;
        """)
    try expect(
      lab.run(
        "data", "tests", "update", "1", "price=700", "--yes", "--as", ProgramLab.admin, "--reason",
        "reagent"))
    try expect(
      lab.run(
        "data", "distance_pricing_configs", "update", "1", "base_charge=60", "--yes", "--as",
        ProgramLab.admin))
    let day = try #require(
      try lab.connection.first("select (now() at time zone 'Asia/Kolkata')::date::text") {
        try $0.string(0)
      })
    let text = try explain(lab, "2")
    let told = try #require(text.components(separatedBy: "Today: ").last)
      .components(separatedBy: "\n\n")[0].split(separator: "\n").dropFirst().filter {
        $0.hasPrefix("  ") && $0.contains(" changed from ")
      }
    #expect(
      told == [
        "  Complete Blood Count: the price was changed from 680.00 to 700.00 on \(day), by Meera Rao (staff 1): reagent",
        "  Complete Blood Count: the price was changed from 650.00 to 680.00 on \(day), by the app",
        "  offer New Year: the discount value was changed from 10.00 to 5.00 on \(day), by the app",
        "  distance pricing config 1: the base charge was changed from 50.00 to 60.00 on \(day), by Meera Rao (staff 1)",
      ], "\(text)")
    let run = try lab.run("explain", "2", "--json", "--business-date", "2025-01-23")
    try expect(run)
    let summary = try PythonScript.run(
      """
      import json, sys
      changes = json.loads(sys.argv[1])["price_changes"]
      assert [c["table"] for c in changes] == ["tests", "tests", "offers", "distance_pricing_configs"]
      assert changes[0]["reason"] == "reagent" and "person" not in changes[1]
      print(changes[1]["called"], changes[1]["before"], changes[1]["after"])
      """, arguments: [run.standardOutput])
    #expect(summary == "Complete Blood Count {'price': '650.00'} {'price': '680.00'}\n")
  }

  @Test("a booking without a record: why, and what would become of it")
  func withoutRecord() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18", status: "pending")
    try lab.book(2, on: "2025-01-18", items: [])
    try lab.book(3, on: "2025-01-22")
    _ = try lab.run("nightly", "--business-date", "2025-01-20")
    #expect(
      try explain(lab, "1") == """
        booking 1 has no billing record; its status is pending

        Today: it is not billed

        """)
    let quarantined = try explain(lab, "2")
    #expect(quarantined.contains("Today: it is not billed, quarantined: "))
    #expect(quarantined.contains("\nquarantine no_items"))
    #expect(try explain(lab, "3").contains("Today: it is billed 500.00 by the next run"))
    #expect(try lab.run("explain", "4").exitCode == 65)
  }

  @Test("a draft that went and came back tells both, also where it is finalized as it comes")
  func cameBack() throws {
    let steps = ["written", "removed", "written"]
    for (last, history) in [
      ("2025-01-20", steps), ("2025-01-23", steps + ["finalized", "invoiced"]),
    ] {
      let lab = try ProgramLab()
      try lab.book(1, on: "2025-01-18")
      for (status, date) in [
        ("completed", "2025-01-20"), ("cancelled", "2025-01-20"), ("completed", last),
      ] {
        try lab.connection.execute("update bookings set status = \(status)")
        try expect(lab.run("nightly", "--business-date", date))
      }
      let told = try explain(lab, "1").split(separator: "\n").suffix(history.count)
      #expect(told.map { String($0.split(separator: " ")[5]) } == history)
    }
  }

  @Test("a record that was finalized in the step that wrote it tells both")
  func finalizedAtOnce() throws {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-18")
    try expect(lab.run("nightly", "--business-date", "2025-01-23"))
    let told = try explain(lab, "1").split(separator: "\n").suffix(3)
    #expect(told.map { $0.split(separator: " ")[5] } == ["written", "finalized", "invoiced"])
    #expect(told.allSatisfy { $0.hasSuffix("500.00") && $0.contains("1 nightly system") })
  }
}
