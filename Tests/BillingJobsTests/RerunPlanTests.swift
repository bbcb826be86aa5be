import Billing
import BillingJobs
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// The plan of a re-run on the demo lab with its corrections.
@Suite("The plan of a re-run")
struct RerunPlanTests {
  @Test("the same plan however the work is cut, with a reason for each changed booking")
  func chunks() throws {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for file in EmbeddedSQL.demoLoad {
      try connection.run(script: file.text)
    }
    let date = try #require(CalendarDate("2025-04-10"))
    try NightlyJob(RunContext(connection, settings: settings(2000), businessDate: date)).run(
      origin: RunOrigin(
        osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
    try connection.run(script: EmbeddedSQL.demoCorrections.text)
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
