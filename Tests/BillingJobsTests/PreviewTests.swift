import Billing
import BillingJobs
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The preview of a change")
struct PreviewTests {
  private let database: TestDatabase
  private let connection: Connection

  /// Bookings 1 and 3 are visits of 10 km; 2 has no unit price, and the offer for its test; 6 has
  /// redeemed a coupon; 11 to 22 have no unit price either, 22 twice the test.
  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    try connection.run(
      script: """
        insert into users (phone, email, hashed_password, full_name)
        values ('1', 'anita@home.example', 'x', 'Anita');
        insert into categories (name) values ('Blood');
        insert into tests (category_id, name, price)
        values (1, 'CBC', 500), (1, 'Lipids', 800), (1, 'Urinalysis', 300);
        insert into distance_pricing_configs
          (base_charge, charge_per_km, max_free_distance_km, effective_from)
        values (50, 5, 2, '2024-01-01');
        insert into offers
          (name, discount_type, discount_value, start_date, end_date, applicable_tests)
        values ('Lipids week', 'percentage', 20, '2025-01-01', '2025-01-31', '[2]'),
          ('Coupons', 'fixed_amount', 100, '2025-01-01', '2025-01-31', null);
        insert into coupons (code, offer_id, start_date, end_date)
        values ('NEW1', 2, '2025-01-01', '2025-02-01');
        insert into bookings (id, user_id, booking_date, status, estimated_distance_km)
        values (1, 1, '2025-01-05 06:00+00', 'completed', 10),
          (2, 1, '2025-01-05 06:00+00', 'completed', null),
          (3, 1, '2025-01-06 06:00+00', 'completed', 10),
          (4, 1, '2025-01-06 06:00+00', 'cancelled', 10),
          (5, 1, '2025-01-06 06:00+00', 'pending', 10),
          (6, 1, '2025-01-07 06:00+00', 'completed', null);
        insert into bookings (id, user_id, booking_date, status)
        select n, 1, '2025-01-08 06:00+00', 'completed' from generate_series(11, 22) n;
        insert into booking_items (booking_id, test_id, unit_price, quantity)
        values (1, 1, 500, 1), (2, 2, null, 1), (3, 1, 500, 1), (4, 1, 500, 1), (5, 1, 500, 1),
          (6, 1, 500, 1);
        insert into booking_items (booking_id, test_id, quantity)
        select n, 3, case when n = 22 then 2 else 1 end from generate_series(11, 22) n;
        insert into coupon_redemptions
          (coupon_id, booking_id, user_id, discount_amount, redemption_date)
        values (1, 6, 1, 100, '2025-01-07 06:00+00');
        """)
  }

  private static let january = BillingPeriod("2025-01")!

  private func context(
    on date: String = "2025-01-20", over connection: Connection? = nil,
    report: @escaping (RunProgress) -> Void = { _ in }
  ) throws -> RunContext {
    let settings = BillingSettings(
      startDate: CalendarDate("2025-01-01"), timeZone: "Asia/Kolkata", rules: BillingRules(),
      windowMonths: 2, lateLookbackMonths: 12,
      numberFormat: try InvoiceNumberFormat("PL/{fy}/{seq:07}"),
      fiscalYearStart: try #require(FiscalYearStart("04-01")), graceDays: 3, chunkSize: 2)
    return RunContext(
      connection ?? self.connection, settings: settings,
      businessDate: try #require(CalendarDate(date)), report: report)
  }

  /// Previews a change of January, and sees that it leaves nothing and adds up.
  private func preview(
    _ script: String, of periods: [BillingPeriod] = [january], on date: String = "2025-01-20"
  ) throws -> ChangePreview {
    let rows = try KeptRows(connection)
    let preview = try PreviewJob(context(on: date)).preview(periods) { try $0.run(script: script) }
    #expect(try KeptRows(connection) == rows)
    #expect(
      preview.days.reduce(PlanAmounts.Sum()) { $0 + $1.difference } == preview.difference)
    let parts = preview.after - preview.before
    #expect(
      Amounts.Part.terms.reduce(PlanAmounts.Sum()) {
        $1.isAdded ? $0 + parts[$1.part] : $0 - parts[$1.part]
      } == preview.difference)
    return preview
  }

  private func bill(on date: String = "2025-01-20") throws {
    try NightlyJob(context(on: date)).run(
      origin: RunOrigin(
        osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
  }

  private func most(_ preview: ChangePreview) -> [String] {
    preview.mostChanged.map { "\($0.bookingID): \($0.before) → \($0.after)" }
  }

  private static let dearerVisits = """
    update distance_pricing_configs
    set base_charge = 60, charge_per_km = 6.5, max_free_distance_km = 3
    """

  @Test("of a distance price: each visit's charge, by day, and nothing else")
  func distance() throws {
    let preview = try preview(Self.dearerVisits)
    #expect(preview.bookingsRead == 16)
    #expect("\(preview.before[.distance]) \(preview.after[.distance])" == "180.00 211.00")
    #expect(preview.before[.base] == preview.after[.base])
    #expect("\(preview.difference)" == "31.00")
    #expect(
      preview.days.map { "\($0.date) \($0.difference) \($0.bookingsChanged)" } == [
        "2025-01-05 15.50 1", "2025-01-06 15.50 1",
      ])
    #expect(most(preview) == ["1: 590.00 → 605.50", "3: 590.00 → 605.50"])
    #expect(preview.outcomes.isEmpty)
  }

  @Test("of a test's price: only lines without a unit price change")
  func testPrice() throws {
    #expect(try preview("update tests set price = 700 where id = 1").isEmpty)
    let discounted = try preview("update tests set discounted_price = 700 where id = 2")
    #expect(most(discounted) == ["2: 640.00 → 560.00"])
    #expect("\(discounted.difference)" == "-80.00")
  }

  @Test("names the ten bookings that change most, the largest first, then by id")
  func mostChanged() throws {
    let preview = try preview("update tests set price = 350 where id = 3")
    #expect(preview.bookingsChanged == 12)
    #expect("\(preview.difference)" == "650.00")
    #expect(preview.mostChanged.map(\.bookingID.rawValue) == [22] + Array(11...19))
  }

  @Test("of an offer that starts, and of one that is deactivated")
  func offers() throws {
    let starting = try preview(
      """
      insert into offers (name, discount_type, discount_value, start_date, end_date)
      values ('One day', 'percentage', 10, '2025-01-06', '2025-01-06')
      """)
    #expect(most(starting) == ["3: 590.00 → 540.00"])
    let ended = try preview("update offers set is_active = false where name = 'Lipids week'")
    #expect(most(ended) == ["2: 640.00 → 800.00"])
    #expect("\(ended.after[.discount] - ended.before[.discount])" == "-160.00")
  }

  @Test("of a coupon that is deactivated: what it gave stays, and its booking is held")
  func coupon() throws {
    let preview = try preview("update coupons set is_active = false")
    #expect(preview.bookingsChanged == 0)
    #expect(
      preview.outcomes.map { "\($0.before) \($0.after) \($0.bookings)" } == ["billed held [6]"])
    #expect(!preview.isEmpty)
  }

  @Test("of an offer that gets its first coupon: it applies by itself no more (R5)")
  func firstCoupon() throws {
    let preview = try preview(
      """
      insert into coupons (code, offer_id, start_date, end_date)
      values ('LIPIDS', 1, '2025-01-01', '2025-02-01')
      """)
    #expect(most(preview) == ["2: 640.00 → 800.00"])
  }

  @Test("tells of bookings that cannot be priced any more")
  func quarantine() throws {
    let preview = try preview("delete from distance_pricing_configs")
    #expect(
      preview.outcomes.map { "\($0.before) \($0.after) \($0.count) \($0.bookings)" } == [
        "billed quarantined 2 [1, 3]"
      ])
    #expect("\(preview.difference)" == "-1180.00")
  }

  @Test("shows the change's effect alone, whatever is stored or has drifted already")
  func otherDrift() throws {
    try bill()
    try connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    let preview = try preview(Self.dearerVisits)
    #expect(most(preview) == ["1: 540.00 → 555.50", "3: 590.00 → 605.50"])
    // Booking 1 has drifted before.
    #expect(preview.finalized.newlyDrifted == 1)
    #expect(preview.finalized.changed == 2)
    #expect("\(preview.finalized.difference)" == "31.00")
    try connection.run(script: Self.dearerVisits)
    let back = try self.preview(
      """
      update distance_pricing_configs
      set base_charge = 50, charge_per_km = 5, max_free_distance_km = 2
      """)
    #expect("\(back.difference)" == "-31.00")
    #expect(back.finalized.settled == 1 && back.finalized.newlyDrifted == 0)
  }

  @Test("of a closed month prices what is finalized in it")
  func closedMonth() throws {
    try bill(on: "2025-02-10")
    try connection.forge(
      "insert into billing_periods (period, state, closed_at) values ('2025-01', 'closed', now())")
    let job = try PreviewJob(context(on: "2025-02-10"))
    let since = try #require(CalendarDate("2025-01-15"))
    #expect(try job.periods(from: since).map(\.description) == ["2025-01", "2025-02"])
    #expect(try job.openPeriods().map(\.description) == ["2025-02"])
    let preview = try preview(Self.dearerVisits, of: job.periods(from: since), on: "2025-02-10")
    #expect(preview.closedPeriods == [Self.january])
    #expect("\(preview.difference) \(preview.finalized.difference)" == "31.00 31.00")
    #expect(preview.finalized.newlyDrifted == 2)
  }

  @Test("counts a booking once that two months have to do with, and one that leaves them")
  func moved() throws {
    try bill()
    let moved = """
      update bookings set booking_date = '2025-02-03 06:00+00' where id = 3;
      update bookings set booking_date = '2024-12-03 06:00+00' where id = 2;
      """
    let months = [Self.january, Self.january.next]
    let preview = try preview(moved, of: months, on: "2025-02-10")
    #expect(preview.bookingsRead == 16)
    #expect(most(preview) == ["2: 640.00 → 0.00"])
  }

  @Test("writes nothing where it is interrupted, with the change made or without it")
  func interruption() throws {
    let rows = try KeptRows(connection)
    for chunk in [1, 12] {
      let interruption = Interruption()
      var chunks = 0
      let context = try context(over: database.connect(interruption: interruption)) { _ in
        chunks += 1
        if chunks == chunk { interruption.trip(15) }
      }
      var isMade = false
      #expect(throws: PostgresError.self) {
        try PreviewJob(context).preview([Self.january]) {
          try $0.run(script: Self.dearerVisits)
          isMade = true
        }
      }
      #expect(isMade == (chunk == 12))
    }
    #expect(try KeptRows(connection) == rows)
  }

  @Test("refuses a month that lies ahead, and passes on what the change is refused with")
  func refusals() throws {
    #expect(throws: RunError.self) { try preview("", of: [Self.january.next]) }
    let rows = try KeptRows(connection)
    #expect(throws: PostgresError.self) {
      try PreviewJob(context()).preview([Self.january]) {
        try $0.run(script: Self.dearerVisits)
        try $0.execute("insert into offers (name) values ('Half an offer')")
      }
    }
    #expect(try KeptRows(connection) == rows)
  }
}
