import BillingJobs
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@testable import Billing

/// The plan of a re-run as a value, and on the demo lab with its corrections.
@Suite("The plan of a re-run")
struct RerunPlanTests {
  private static let day = CalendarDate("2025-03-10")!

  /// What would be done about a new booking of this price.
  private func plan(
    _ id: Int32, _ price: Int64, on date: CalendarDate = day, findings: [StoredFinding] = []
  ) -> BookingPlan {
    var planner = BookingPlanner(
      PlanContext(
        pricing: Pricing(rules: BillingRules(), priceBook: PriceBook()),
        calendar: BillingCalendar(), businessDate: Self.day.addingDays(1),
        serviceDates: Self.day...Self.day, finalizing: .after(days: 3)))
    let line = LineFacts(
      itemID: 1, testID: 1, quantity: 1, unitPrice: .amount(Money(minorUnits: price)))
    return planner.plan(
      BookingFacts(
        id: BookingID(id), userID: 7, status: "completed", serviceDate: date, lines: [line]),
      stored: nil, findings: findings)
  }

  private func hash(_ plans: [BookingPlan]) -> String {
    var digest = PlanDigest()
    for plan in plans { digest.add(plan) }
    return digest.hash([])
  }

  @Test("the hash does not depend on the order of the bookings")
  func order() {
    let plans = (1...200).map { plan(Int32($0), 100 * Int64($0)) }
    var generator = SystemRandomNumberGenerator()
    let expected = hash(plans)
    for _ in 1...5 { #expect(hash(plans.shuffled(using: &generator)) == expected) }
    #expect(expected.utf8.count == 64)
  }

  @Test("the hash tells one booking more, one paisa more, and a finding more apart")
  func sensitivity() {
    let plain = [plan(1, 100), plan(2, 200)]
    let others = [
      [plan(1, 100)], [plan(1, 100), plan(2, 201)], [plan(1, 200), plan(2, 100)],
      [plan(1, 100), plan(2, 0)], plain + [plan(3, 300)], [],
    ]
    let hashes = [hash(plain)] + others.map(hash)
    #expect(Set(hashes).count == hashes.count)
  }

  @Test("a booking of which nothing is written and nothing is told is no part of the hash")
  func nothing() {
    #expect(hash([plan(1, 100), plan(2, 200, on: Self.day.addingDays(9))]) == hash([plan(1, 100)]))
  }

  @Test("the same plan however the work is cut, with a reason for each changed booking")
  func chunks() throws {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for file in EmbeddedSQL.demoFiles where file.name != "90_corrections" {
      try connection.run(script: file.text)
    }
    let date = try #require(CalendarDate("2025-04-10"))
    try NightlyJob(RunContext(connection, settings: settings(2000), businessDate: date)).run(
      origin: RunOrigin(
        osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
    for file in EmbeddedSQL.demoFiles where file.name == "90_corrections" {
      try connection.run(script: file.text)
    }
    let april = BillingScope.period(try #require(BillingPeriod("2025-04")))
    var plans: [(hash: String, counts: RunCounts, reviewed: [String])] = []
    for size in [17, 400, 2000] {
      var reviewed: [String] = []
      let job = RerunJob(
        RunContext(connection, settings: try settings(size), businessDate: date))
      let plan = try job.plan(april) { booking in
        reviewed.append("\(booking.bookingID) \(booking.action) \(booking.reasons)")
        if [.changed, .drifted, .removed].contains(booking.action) {
          #expect(!booking.reasons.isEmpty, "\(booking)")
          #expect(!booking.reasons.contains { $0.kind == .explanation }, "\(booking)")
        }
      }
      plans.append((plan.hash, plan.counts, reviewed.sorted()))
    }
    #expect(Set(plans.map(\.hash)).count == 1)
    #expect(plans[0].counts == plans[2].counts)
    #expect(plans[0].reviewed == plans[2].reviewed)
    #expect(plans[0].counts.recordsChanged > 0 && plans[0].counts.recordsRemoved > 0)
    withExtendedLifetime(database) {}
  }

  private func settings(_ chunkSize: Int) throws -> BillingSettings {
    BillingSettings(
      startDate: CalendarDate("2025-02-01"), timeZone: "Asia/Kolkata", rules: BillingRules(),
      windowMonths: 3, lateLookbackMonths: 12,
      numberFormat: try InvoiceNumberFormat("PL/{fy}/{seq:07}"),
      fiscalYearStart: try #require(FiscalYearStart("04-01")), graceDays: 30,
      chunkSize: chunkSize)
  }
}

/// What counts as the booking itself, when somebody accepted it as it is.
@Suite("The state of a booking")
struct BookingFingerprintTests {
  private func booking(
    price: Int64 = 100, quantity: Int32 = 1, list: Int64 = 100, status: String = "completed",
    km: Int64 = 4000
  ) -> BookingFacts {
    BookingFacts(
      id: 1, userID: 7, status: status, serviceDate: CalendarDate("2025-03-10"),
      distance: .distance(Distance(thousandths: km)),
      lines: [
        LineFacts(
          itemID: 1, testID: 1, quantity: quantity,
          unitPrice: .amount(Money(minorUnits: price)),
          listPrice: .amount(Money(minorUnits: list)))
      ])
  }

  @Test("prices, quantities, the way and the status are part of it")
  func changes() {
    let states = [
      booking(), booking(price: 101), booking(quantity: 2), booking(status: "cancelled"),
      booking(km: 4001),
    ].map(\.fingerprint)
    #expect(Set(states).count == states.count)
  }

  @Test("what the lab charges today, and how a status is written, are not")
  func constants() {
    #expect(booking(list: 900).fingerprint == booking().fingerprint)
    #expect(booking(status: " Completed ").fingerprint == booking().fingerprint)
  }
}
