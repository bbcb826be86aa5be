import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What the app, or a person with SQL, changes of bookings whose records do not change any more.
@Suite("Bookings that changed after they were invoiced")
struct ChangedSinceTests {
  private let lab: ProgramLab

  /// Bookings 1 to 3 of January, which is closed, and 4 of February, all invoiced; a night has looked
  /// at them since.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-05", km: "4")
    try lab.book(2, on: "2025-01-20", user: 2)
    try lab.book(3, on: "2025-01-20")
    try lab.book(4, on: "2025-02-01")
    try lab.admin(["nightly"], on: "2025-02-10")
    try lab.admin(["close", "2025-01"], on: "2025-02-10")
    try lab.admin(["nightly"], on: "2025-02-11")
  }

  private var open: [String] {
    get throws {
      try lab.strings(
        """
        select concat_ws(' ', booking_id, kind, severity)
        from billing_findings
        where closed_run_id is null
        order by booking_id, kind
        """)
    }
  }

  private func explain(_ booking: Int, on date: String = "2025-02-12") throws -> String {
    try lab.admin(["explain", "\(booking)"], on: date).standardOutput
  }

  @Test(
    "whatever it is that changes an amount of a closed month, that night finds the drift and ends with 1",
    arguments: [
      ("update booking_items set unit_price = 1 where booking_id = 2", [2]),
      ("insert into booking_items (booking_id, test_id, unit_price) values (2, 3, 10)", [2]),
      ("update bookings set estimated_distance_km = 6 where id = 1", [1]),
      ("update distance_pricing_configs set base_charge = 60", [1]),
      ("update bookings set status = 'cancelled' where id = 3", [3]),
      (
        """
        insert into offers (name, discount_type, discount_value, start_date, end_date)
        values ('After the fact', 'percentage', 10, '2025-01-20', '2025-01-20')
        """, [2, 3]
      ),
      (
        """
        with c as (
          insert into coupons (code, start_date, end_date) values ('C', '2025-01-01', '2025-02-28')
          returning id
        )
        insert into coupon_redemptions
          (coupon_id, user_id, booking_id, discount_amount, redemption_date)
        select id, 2, 2, 50, '2025-01-20 10:00+05:30' from c
        """, [2]
      ),
    ])
  func drift(change: String, bookings: [Int]) throws {
    try lab.connection.execute("\(unescaped: change)")
    try lab.admin(["nightly"], on: "2025-02-12", exits: [1])
    let drifted = try lab.strings(
      """
      select booking_id::text from billing_findings
      where closed_run_id is null and kind = 'drift' order by booking_id
      """)
    #expect(drifted == bookings.map { "\($0)" })
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-12", exits: [0, 1])
    try lab.admin(["nightly"], on: "2025-02-13", exits: [0, 1])
    #expect(try open.filter { $0.contains(" drift ") } == [])
    try lab.expectOrder()
  }

  @Test("one that can no longer be priced is found, and stays until it is put right or accepted")
  func unpriceable() throws {
    try lab.connection.execute("delete from booking_items where booking_id = 2")
    try lab.admin(["nightly"], on: "2025-02-12", exits: [1])
    #expect(try open == ["2 drift warn", "2 no_items quarantine"])
    try lab.admin(["nightly"], on: "2025-02-13")
    try lab.connection.execute(
      "insert into booking_items (booking_id, test_id, unit_price) values (2, 1, 500)")
    try lab.admin(["nightly"], on: "2025-02-14")
    #expect(try open == [])
  }

  @Test("a list price that stood in for one of the booking's own is looked after too")
  func listPrice() throws {
    try lab.connection.execute("update booking_items set unit_price = null where booking_id = 2")
    try lab.admin(["nightly"], on: "2025-02-12")
    try lab.connection.execute("update tests set price = 501 where id = 1")
    try lab.admin(["nightly"], on: "2025-02-13", exits: [1])
    #expect(try open.contains("2 drift warn"))
  }

  @Test(
    "one moved to before the start date is not billed any more, in a closed month and an open one")
  func beforeStart() throws {
    try lab.connection.execute(
      "update bookings set booking_date = '2024-10-05 10:00+05:30' where id in (1, 4)")
    try lab.admin(["nightly"], on: "2025-02-12", exits: [1])
    #expect(try open == ["1 drift warn", "4 drift warn"])
    #expect(
      try explain(4).contains(
        "Today: it would not be billed: its service date 2024-10-05 is before billing.start_date"))
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-12")
    try lab.admin(["adjust", "2025-02", "--yes"], on: "2025-02-12")
    try lab.admin(["nightly"], on: "2025-02-13")
    #expect(try open == [])
    try lab.expectOrder()
  }

  @Test("another customer is a finding of its own, and one that is put back closes it")
  func customer() throws {
    try lab.connection.execute("update bookings set user_id = 1 where id = 2")
    try lab.connection.execute("update bookings set user_id = 2 where id = 4")
    try lab.admin(["nightly"], on: "2025-02-12", exits: [1])
    #expect(try open == ["2 customer_changed warn", "4 customer_changed warn"])
    #expect(
      try explain(2).contains(
        "Today: the same amount; billed to user 2, and the booking is of user 1 today"))
    let id = try lab.one("select finding_id::text from billing_findings where booking_id = 2")
    try lab.admin(["findings", "accept", id, "--reason", "same household"], on: "2025-02-12")
    try lab.connection.execute("update bookings set user_id = 1 where id = 4")
    try lab.admin(["nightly"], on: "2025-02-13")
    #expect(try open == ["2 customer_changed warn"])
    #expect(
      try lab.one("select accepted_by from billing_findings where finding_id = \(Int64(id))")
        .contains("Meera Rao"))
  }

  @Test("another service month is a finding of its own; another day of the month is none")
  func serviceMonth() throws {
    try lab.connection.execute(
      "update bookings set booking_date = '2025-02-05 10:00+05:30' where id = 2")
    try lab.connection.execute(
      "update bookings set booking_date = '2025-01-02 10:00+05:30' where id = 3")
    try lab.connection.execute(
      "update bookings set booking_date = '2025-01-09 10:00+05:30' where id = 4")
    try lab.admin(["nightly"], on: "2025-02-12", exits: [1])
    #expect(try open == ["2 service_month_changed warn", "4 service_month_changed warn"])
    #expect(try explain(4).contains("billed for service date 2025-02-01"))
    let refused = try lab.admin(["close", "2025-02"], on: "2025-03-01", exits: [65])
    #expect(refused.standardError.contains("billed for service date 2025-02-01"))
    try lab.expectOrder()
  }

  @Test("a booking later than the look-back is a finding; no night bills it, and explain says so")
  func beyondLookback() throws {
    lab.environment["BILLING_LATE_LOOKBACK_MONTHS"] = "1"
    try lab.admin(["nightly"], on: "2025-03-10")
    try lab.book(5, on: "2025-01-15")
    try lab.admin(["nightly"], on: "2025-03-11", exits: [1])
    #expect(try open == ["5 beyond_lookback quarantine"])
    #expect(
      try explain(5, on: "2025-03-11").contains(
        "Today: it is not billed, quarantined: 2025-01 was closed, and late bookings are billed from "
          + "2025-02-01 on"))
    try lab.expectOrder()
    try lab.admin(["nightly"], on: "2025-03-12")
    lab.environment["BILLING_LATE_LOOKBACK_MONTHS"] = "12"
    try lab.admin(["nightly"], on: "2025-03-13")
    #expect(try open == ["5 late_booking warn"])
    try lab.expectOrder()
  }
}
