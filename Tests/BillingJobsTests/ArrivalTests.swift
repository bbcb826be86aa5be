import Billing
import BillingJobs
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("What the app completes while the nightly run is at work")
struct ArrivalTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    try connection.run(
      script: """
        insert into users (phone, email, hashed_password) values ('1', 'a@example.org', 'x');
        insert into categories (name) values ('Haematology');
        insert into tests (category_id, name, price) values (1, 'CBC', 450);
        insert into bookings (user_id, booking_date, status)
        select 1, '2025-01-06 06:00+00', case when n < 4 then 'completed' else 'pending' end
        from generate_series(1, 6) n;
        insert into booking_items (booking_id, test_id) select n, 1 from generate_series(1, 6) n;
        """)
  }

  private func nightly(_ report: @escaping (RunProgress) -> Void) throws -> NightlyResult {
    let settings = BillingSettings(
      startDate: CalendarDate("2025-01-01"), timeZone: "Asia/Kolkata", rules: BillingRules(),
      windowMonths: 2, lateLookbackMonths: 12,
      numberFormat: try InvoiceNumberFormat("PL/{fy}/{seq:07}"),
      fiscalYearStart: try #require(FiscalYearStart("04-01")), graceDays: 3)
    let job = NightlyJob(
      RunContext(
        connection, settings: settings, businessDate: try #require(CalendarDate("2025-01-20")),
        report: report))
    return try job.run(
      origin: RunOrigin(
        osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
  }

  /// Completes these bookings, one at each moment that the run reports.
  private func nightly(completing bookings: [Int32]) throws -> NightlyResult {
    let app = try database.connect()
    var waiting = bookings
    return try nightly { progress in
      switch progress {
      case .chunkDone, .numbered:
        guard !waiting.isEmpty else { return }
        let id = waiting.removeFirst()
        _ = try? app.execute("update bookings set status = 'completed' where id = \(id)")
      default: break
      }
    }
  }

  private func billed() throws -> [Int32] {
    try connection.query("select booking_id from billing_records order by 1") { try $0.int32(0) }
  }

  @Test("is billed and numbered by the same run where it came before the numbers, else by the next")
  func arrivals() throws {
    let result = try nightly(completing: [4, 5])
    #expect(result.tieOuts.allSatisfy { $0.1.isTied })
    #expect(result.numbers?.count == 4)
    #expect(result.laterBookings == 1)
    #expect(try billed() == [1, 2, 3, 4])
    let next = try nightly(completing: [])
    #expect(next.numbers?.count == 1)
    #expect(next.numbers?.last == "PL/24-25/0000005")
    #expect(next.laterBookings == 0)
    #expect(try billed() == [1, 2, 3, 4, 5])
  }

  @Test("is what waits in the tie-out, and never ends a run")
  func endless() throws {
    let app = try database.connect()
    var made = 0
    let result = try nightly { progress in
      switch progress {
      case .chunkDone, .numbered: break
      default: return
      }
      made += 1
      _ = try? app.run(
        script: """
          with booking as (
            insert into bookings (user_id, booking_date, status)
            values (1, '2025-01-07 06:00+00', 'completed')
            returning id
          )
          insert into booking_items (booking_id, test_id) select id, 1 from booking
          """)
    }
    #expect(made == 2)
    #expect(result.laterBookings == 1)
    #expect(result.tieOuts.allSatisfy { $0.1.isTied })
    #expect(try nightly(completing: []).counts.recordsNew == 1)
    #expect(try billed().count == 5)
  }
}
