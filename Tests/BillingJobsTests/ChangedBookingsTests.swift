import Billing
import BillingJobs
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// A night that looks at what changed writes what one would that looks at everything
/// (docs/decisions/0053).
@Suite("What a night looks at")
struct ChangedBookingsTests {
  /// 1,000 bookings of the hostile lab, billed up to a date.
  private struct Lab {
    let url: String
    let connection: Connection
    /// What lasts as long as the lab.
    private let server: AnyObject
    var businessDate = CalendarDate("2025-04-08")!
    var rules = BillingRules()

    init() throws {
      let database = try TestDatabase.make()
      try self.init(on: database, url: database.url)
    }

    /// On a server where nobody else writes: what others have not ended yet is looked at once more.
    static func alone() throws -> Lab {
      let scratch = try ScratchCluster()
      try scratch.cluster.start()
      try scratch.cluster.createDatabase("lab")
      let url = scratch.cluster.url(database: "lab")
      try Migrator(try Connection(ConnectionOptions(url: url, searchPath: "public"))).apply()
      return try Lab(on: scratch, url: url)
    }

    private init(on server: AnyObject, url: String) throws {
      self.server = server
      self.url = url
      connection = try Self.connect(url)
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      try connection.run(
        script: String(
          contentsOf: folder.appendingPathComponent("SQL/hostile.sql"), encoding: .utf8))
      try connection.execute("delete from bookings where id % 20 <> 0")
    }

    static func connect(_ url: String) throws -> Connection {
      try Connection(ConnectionOptions(url: url, searchPath: "public", timeZone: "UTC"))
    }

    /// How many bookings the night's chunks looked at.
    @discardableResult
    func night() throws -> Int {
      let settings = BillingSettings(
        startDate: CalendarDate("2025-01-01"), timeZone: "Asia/Kolkata", rules: rules,
        windowMonths: 2, lateLookbackMonths: 12,
        numberFormat: try InvoiceNumberFormat("PL/{fy}/{seq:07}"),
        fiscalYearStart: try #require(FiscalYearStart("04-01")), graceDays: 3, chunkSize: 500)
      var lookedAt = 0
      let job = NightlyJob(
        RunContext(connection, settings: settings, businessDate: businessDate) { progress in
          if case .chunkDone(_, _, let bookings) = progress { lookedAt += bookings }
        })
      try job.run(
        origin: RunOrigin(
          osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
      return lookedAt
    }

    func forgetMark() throws { try connection.execute("delete from billing_change_mark") }

    /// A draft that is not looked at while nothing of it changes.
    func quietDraft() throws -> Int32 {
      try #require(
        try connection.first(
          """
          select r.booking_id
          from billing_records r
          join bookings b on b.id = r.booking_id
          where r.status = 'draft'
            and b.booking_date > '2025-04-05'
            and not exists (
              select from billing_findings f where f.booking_id = b.id and f.severity <> 'warn'
            )
            and exists (
              select from booking_items i where i.booking_id = b.id and i.unit_price between 1 and 1000
            )
          order by 1
          limit 1
          """
        ) { try $0.int32(0) })
    }

    /// What billing has written, but for when, and in which order.
    func written() throws -> [String] {
      try connection.query(
        """
        select concat_ws(
            '|', 'record', booking_id, user_id, test_ids, final_amount, billing_date, status,
            invoice_number, invoice_date, fingerprint
          )
        from billing_records
        union all
        select concat_ws('|', 'finding', booking_id, offer_id, kind, severity, detail, service_date,
            billing_period, closed_run_id is null, count(*))
        from billing_findings
        group by booking_id, offer_id, kind, severity, detail, service_date, billing_period,
          closed_run_id is null
        union all
        select concat_ws('|', 'event', booking_id, event, final_amount, run_id)
        from billing_record_events
        union all
        select concat_ws('|', 'run', run_id, state, bookings_read > 0, records_created, records_updated,
            records_removed, records_held, records_drifted, records_finalized, records_invoiced)
        from billing_runs
        order by 1
        """
      ) { try $0.string(0) }
    }
  }

  /// What an app, or a person with SQL, does between two nights.
  private static let changes = [
    "update booking_items set unit_price = unit_price + 1 where booking_id % 70 = 0 and unit_price < 1000",
    "update booking_items set quantity = quantity + 1 where id % 61 = 0",
    "delete from booking_items where id % 97 = 0",
    // A line goes over to another booking.
    """
    update booking_items i set booking_id = i.booking_id + 10
    where i.id % 89 = 0 and exists (select from bookings b where b.id = i.booking_id + 10)
    """,
    """
    insert into booking_items (booking_id, test_id, quantity, unit_price)
    select id, 3, 1, 77.70 from bookings where id % 130 = 0 order by id
    """,
    "update tests set price = price + 5 where id % 3 = 0 and price between 1 and 10000",
    "update bookings set status = 'cancelled' where id % 530 = 0",
    "update bookings set status = 'completed' where id % 470 = 0",
    "update bookings set booking_date = booking_date + interval '1 day' where id % 410 = 0",
    "update bookings set booking_date = booking_date - interval '60 days' where id % 830 = 0",
    "update bookings set booking_date = null where id % 1210 = 0",
    "update bookings set booking_date = '2025-03-15 06:00+00' where id % 1210 = 0",
    "update bookings set estimated_distance_km = 7.25 where id % 310 = 0",
    "update bookings set user_id = 1 + user_id % 1500 where id % 610 = 0",
    "update bookings set user_id = null where id % 1310 = 0",
    "update distance_pricing_configs set base_charge = base_charge + 1 where id = 5",
    "update distance_pricing_configs set charge_per_km = charge_per_km + 1 where id = 2",
    """
    insert into offers (name, discount_type, discount_value, start_date, end_date)
    values ('After the fact', 'percentage', 60, '2025-03-18', '2025-03-20')
    """,
    "update offers set discount_value = discount_value + 1 where id % 2 = 0 and discount_value between 1 and 90",
    "update offers set is_active = not is_active where id % 5 = 0",
    "update coupons set is_active = not is_active where id % 3 = 0",
    "update coupons set max_uses = 1 where id % 4 = 0",
    "update coupons set max_uses_per_user = 3, max_uses = null where id % 4 = 1",
    "delete from coupon_redemptions where id % 13 = 0",
    "update coupon_redemptions set discount_amount = discount_amount + 1 where id % 17 = 0 and discount_amount < 1000",
    "update coupon_redemptions set redemption_date = redemption_date - interval '9 days' where id % 11 = 0",
    """
    insert into coupon_redemptions (coupon_id, user_id, booking_id, discount_amount, redemption_date)
    select c.id, b.user_id, b.id, 10, b.booking_date - interval '20 days'
    from bookings b
    join coupons c on c.id = 1 + b.id % (select count(*) from coupons)
    where b.id % 290 = 0 and b.user_id is not null and b.booking_date is not null
    order by b.id
    """,
    // Past the jobs.
    """
    update billing_records set distance_charge = distance_charge + 1, final_amount = final_amount + 1,
      fingerprint = 'f'
    where status = 'draft' and booking_id % 50 = 0 and final_amount < 1000000
    """,
    "delete from billing_records where status = 'draft' and booking_id % 70 = 0",
    "update billing_findings set detail = 'x' where closed_run_id is null and booking_id % 30 = 0",
    "vacuum full bookings",
    "vacuum freeze booking_items",
    "alter table booking_items alter column quantity type bigint",
    "delete from bookings where id % 1710 = 0 and id not in (select booking_id from billing_records)",
    """
    insert into bookings (id, user_id, status, booking_date)
    select 900000 + n, n, 'completed', '2025-03-10 06:00+00' from generate_series(1, 5) n;
    """,
  ]

  @Test(
    "after whatever happened, a night that looks at changes ends as one that looks at everything")
  func same() throws {
    var (some, all) = (try Lab(), try Lab())
    func expectSame(_ what: String) throws {
      let lookedAt = try some.night()
      try all.forgetMark()
      let everything = try all.night()
      #expect(lookedAt <= everything, "\(what)")
      let (left, right) = (Set(try some.written()), Set(try all.written()))
      let (missing, extra) = (right.subtracting(left), left.subtracting(right))
      #expect(
        missing.isEmpty && extra.isEmpty,
        "\(what): without \(missing.sorted().prefix(5)), with \(extra.sorted().prefix(5))")
    }
    try some.night()
    try all.night()
    for (place, change) in Self.changes.enumerated() {
      try some.connection.execute("\(unescaped: change)")
      try all.connection.execute("\(unescaped: change)")
      try expectSame(change)
      // The days become due, and February and then March leave the months that are priced anew.
      guard place % 4 == 3 else { continue }
      some.businessDate = some.businessDate.addingDays(5)
      all.businessDate = some.businessDate
      try expectSame("the night of \(some.businessDate)")
    }
    #expect(try some.connection.query("select 1 from billing_records") { _ in 1 }.count > 500)
  }

  @Test("where nothing changed only what is undecided is looked at; the counts are of all")
  func nothing() throws {
    let lab = try Lab.alone()
    let first = try lab.night()
    let second = try lab.night()
    #expect(second < first / 2)
    let read = try lab.connection.query(
      "select bookings_read, records_unchanged + records_created + records_held from billing_runs order by run_id"
    ) { (try $0.int(0), try $0.int(1)) }
    #expect(read[1].0 <= read[0].0 && read[1].0 > first / 2)
    try lab.connection.execute(
      "update booking_items set unit_price = unit_price + 1 where booking_id = \(lab.quietDraft())")
    #expect(try lab.night() == second + 1)
  }

  @Test("another program, another finding's severity or another rule looks at everything again")
  func terms() throws {
    var lab = try Lab.alone()
    let first = try lab.night()
    let second = try lab.night()
    lab.rules.severities = FindingSeverities([.discountCapped: .hold])
    #expect(try lab.night() > first / 2)
    #expect(try lab.night() < first / 2)
    lab.rules.combine = .both
    #expect(try lab.night() > first / 2)
    #expect(try lab.night() <= second * 2)
  }

  @Test(
    "what the app wrote while the night was at work, and committed after it, is the next night's")
  func openTransaction() throws {
    let lab = try Lab()
    try lab.night()
    let app = try Lab.connect(lab.url)
    let booking = try lab.quietDraft()
    func final() throws -> String {
      try lab.connection.query(
        "select final_amount::text from billing_records where booking_id = \(booking)"
      ) { try $0.string(0) }[0]
    }
    let before = try final()
    try app.execute("begin")
    // In a subtransaction, whose number is another than that of the whole.
    try app.execute("savepoint s")
    try app.execute(
      "update booking_items set unit_price = 4321, quantity = 1 where booking_id = \(booking)")
    try lab.night()
    #expect(try final() == before)
    try app.execute("release savepoint s")
    try app.execute("commit")
    try lab.night()
    #expect(try final() != before)
  }

  @Test("in a restored database nothing is known")
  func restored() throws {
    let lab = try Lab()
    try lab.night()
    #expect(try lab.connection.changeMark() != nil)
    // As a dump that is put back writes its rows.
    try lab.connection.run(
      script: """
        create table kept as table billing_change_mark;
        delete from billing_change_mark;
        insert into billing_change_mark table kept;
        """)
    #expect(try lab.connection.changeMark() == nil)
    try lab.night()
    #expect(try lab.connection.changeMark() != nil)
    // Of a server that has come less far.
    try lab.connection.execute(
      "update billing_change_mark set written_in = pg_current_xact_id()::text::bigint + (1::bigint << 32)"
    )
    #expect(try lab.connection.changeMark() == nil)
    // So far back that its distance could not be told.
    try lab.connection.execute(
      """
      update billing_change_mark set written_in = pg_current_xact_id()::text::bigint,
        facts_before = pg_current_xact_id()::text::bigint - 1000000001
      """)
    #expect(try lab.connection.changeMark() == nil)
  }
}
