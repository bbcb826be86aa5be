import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// A whole month as its people live it: billed, corrected, run again as reviewed, invoiced, drifted,
/// adjusted, paid, closed, late, reopened and closed again. After each step everything ties out and
/// no series has a gap.
@Suite("A month from its first night to its second seal")
struct ScriptedMonthTests {
  @Test("every step of it")
  func month() throws {
    let lab = try ProgramLab()
    try book(lab)
    lab.environment["INVOICING_GRACE_DAYS"] = "60"
    try lab.admin(["nightly"], on: "2025-01-31")
    try lab.expectOrder()
    #expect(try count(lab, "status = 'draft'") == 27)

    try correctAndRerun(lab)
    lab.environment["INVOICING_GRACE_DAYS"] = nil
    try invoice(lab)
    try driftAndAdjust(lab)
    try pay(lab)
    try close(lab)
    try late(lab)
    try reopenAndClose(lab)
  }

  private func count(_ lab: ProgramLab, _ condition: Statement) throws -> Int {
    try #require(
      Int(
        try lab.one(
          "select count(*) from billing_records where billing_period = '2025-01' and \(condition)"))
    )
  }

  /// 28 bookings over January, one of them not done yet, some with a visit.
  private func book(_ lab: ProgramLab) throws {
    for id in 1...28 {
      let day = id < 10 ? "0\(id)" : "\(id)"
      try lab.book(
        id, on: "2025-01-\(day)", km: id % 3 == 0 ? "\(id).5" : nil,
        status: id == 28 ? "pending" : "completed", items: [(1, "500.00"), (3, "300.00")])
    }
  }

  /// Twenty corrections, each of its kind, reviewed as a dry run and carried out by its hash.
  private func correctAndRerun(_ lab: ProgramLab) throws {
    try lab.connection.run(script: Self.corrections)
    let before = try BillingState(lab.connection)
    let dry = try lab.admin(["rerun", "2025-01", "--dry-run", "--json"], on: "2025-01-31")
    #expect(try BillingState(lab.connection) == before)
    let plan = try lab.json(dry)
    let counts = try #require(plan["counts"] as? [String: Int])
    #expect(counts["new"] == 2 && counts["quarantined"] == 4 && counts["held"] == 2, "\(counts)")
    #expect(counts["removed"] == 6 && counts["changed"] == 13, "\(counts)")
    let hash = try #require(plan["plan_hash"] as? String)
    try lab.admin(
      ["rerun", "2025-01", "--yes", "--expect-plan", hash], on: "2025-01-31", exits: [1])
    try lab.expectOrder()
    let after = try lab.json(
      try lab.admin(["rerun", "2025-01", "--dry-run", "--json"], on: "2025-01-31"))
    let settled = try #require(after["counts"] as? [String: Int])
    #expect(settled["new"] == 0 && settled["changed"] == 0 && settled["removed"] == 0)
    #expect(settled["unchanged"] == counts["unchanged", default: 0] + 15, "\(settled)")
  }

  /// Everything that nothing holds back is finalized and numbered.
  private func invoice(_ lab: ProgramLab) throws {
    try lab.admin(["nightly"], on: "2025-02-04", exits: [0, 1])
    try lab.expectOrder()
    #expect(try count(lab, "status = 'draft'") == 2)
    #expect(try count(lab, "status = 'invoiced'") == 20)
  }

  private func driftAndAdjust(_ lab: ProgramLab) throws {
    try lab.connection.run(
      script: """
        update booking_items set unit_price = 450 where booking_id = 24 and test_id = 1;
        update booking_items set quantity = 2 where booking_id = 25 and test_id = 1;
        update bookings set status = 'cancelled' where id = 26;
        update booking_items set test_id = 2 where booking_id = 23 and test_id = 3;
        """)
    try lab.admin(["nightly"], on: "2025-02-05", exits: [1])
    try lab.expectOrder()
    let drift: Statement =
      "select count(*) from billing_findings where kind = 'drift' and closed_run_id is null"
    #expect(try lab.one(drift) == "4")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-05")
    try lab.expectOrder()
    #expect(try lab.one(drift) == "0")
    #expect(try lab.one("select count(*) from billing_adjustments") == "4")
  }

  /// All but three are paid: one in part, one too much, one not at all.
  private func pay(_ lab: ProgramLab) throws {
    let due = try lab.strings(
      """
      select concat_ws(',', invoice_number,
        final_amount + case booking_id when 10 then -100 when 11 then 50 else 0 end
          + coalesce((
            select sum(case a.kind when 'debit_note' then a.amount else -a.amount end)
            from billing_adjustments a where a.record_id = r.id
          ), 0),
        '2025-02-05T09:30:00+05:30', 'pay_' || booking_id, '7.50')
      from billing_records r
      where status = 'invoiced' and booking_id <> 12 and billing_period = '2025-01'
      order by booking_id
      """)
    let file = try lab.write(
      (["invoice_number,amount,paid_at,reference,fee"] + due).joined(separator: "\r\n"),
      to: "settlement.csv")
    try lab.admin(["payments", "import", file], on: "2025-02-06", exits: [1])
    try lab.expectOrder()
    #expect(try count(lab, "status = 'invoiced'") == 2)
    #expect(try count(lab, "status = 'paid'") == 18)
  }

  /// The holds are released and the quarantined ones accepted; the rest goes out with the closing.
  private func close(_ lab: ProgramLab) throws {
    let refused = try lab.admin(["close", "2025-01", "--json"], on: "2025-02-07", exits: [65])
    let obstacles = try #require(try lab.json(refused)["obstacles"] as? [[String: Any]])
    #expect(obstacles.count == 6)
    for obstacle in obstacles {
      let id = try #require(obstacle["finding_id"] as? Int)
      let isQuarantine = (obstacle["kind"] as? String ?? "").hasPrefix("quarantine")
      try lab.admin(
        ["findings", isQuarantine ? "accept" : "release", "\(id)", "--reason", "looked at"],
        on: "2025-02-07")
    }
    try lab.admin(["close", "2025-01"], on: "2025-02-07")
    try lab.expectOrder()
    #expect(try count(lab, "status in ('draft', 'finalized')") == 0)
  }

  private func late(_ lab: ProgramLab) throws {
    try lab.book(60, on: "2025-01-09")
    try lab.book(61, on: "2025-01-10")
    try lab.admin(["nightly"], on: "2025-02-08")
    try lab.expectOrder()
    #expect(
      try lab.strings(
        "select billing_period from billing_records where booking_id in (60, 61)")
        == ["2025-02", "2025-02"])
  }

  private func reopenAndClose(_ lab: ProgramLab) throws {
    try lab.admin(["reopen", "2025-01", "--reason", "a visit was forgotten"], on: "2025-02-08")
    try lab.expectOrder()
    try lab.book(62, on: "2025-01-11")
    try lab.admin(["nightly"], on: "2025-02-09")
    try lab.expectOrder()
    #expect(
      try lab.one("select billing_period from billing_records where booking_id = 62") == "2025-01")
    try lab.admin(["close", "2025-01"], on: "2025-02-10")
    try lab.expectOrder()
    #expect(
      try lab.strings(
        "select (reopened_at is null)::text from billing_period_seals order by seal_id")
        == ["false", "true"])
    #expect(try lab.one("select count(distinct seal) from billing_period_seals") == "2")
  }

  /// Of bookings 1 to 28, each kind of thing that is put right after the fact.
  private static let corrections = """
    update booking_items set unit_price = 520 where booking_id = 1 and test_id = 1;
    update booking_items set quantity = 3 where booking_id = 2 and test_id = 3;
    insert into booking_items (booking_id, test_id, quantity, unit_price) values (3, 2, 1, 800);
    delete from booking_items where booking_id = 4 and test_id = 3;
    update booking_items set test_id = 2 where booking_id = 5 and test_id = 3;
    update bookings set estimated_distance_km = 4.25 where id = 6;
    update bookings set estimated_distance_km = null where id = 9;
    update bookings set estimated_distance_km = 250 where id = 7;
    update bookings set status = 'cancelled' where id = 8;
    update bookings set status = 'completed' where id = 28;
    update bookings set booking_date = '2025-01-12 10:00+05:30' where id = 13;
    update bookings set booking_date = '2025-02-02 10:00+05:30' where id = 14;
    update bookings set user_id = 2 where id = 15;
    update bookings set user_id = null where id = 16;
    delete from booking_items where booking_id = 17;
    update booking_items set unit_price = 0 where booking_id = 18;
    update bookings set estimated_distance_km = null where id = 18;
    update booking_items set unit_price = null where booking_id = 19 and test_id = 1;
    update booking_items set unit_price = -1 where booking_id = 20 and test_id = 1;
    update booking_items set quantity = 0 where booking_id = 21 and test_id = 1;
    delete from bookings where id = 22;
    insert into coupons (id, code, start_date, end_date)
    values (1, 'THANKS', '2025-01-01 00:00Z', '2025-02-01 00:00Z');
    insert into coupon_redemptions (coupon_id, booking_id, user_id, discount_amount, redemption_date)
    values (1, 27, 1, 100, '2025-01-27 05:00Z');
    insert into bookings (id, user_id, booking_date, status)
    values (29, 1, '2025-01-29 10:00+05:30', 'completed');
    insert into booking_items (booking_id, test_id, quantity, unit_price) values (29, 1, 1, 500);
    """
}
