import Billing
import BillingJobs
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// The whole pricing, stated a second time in SQL by somebody who had not read the first, beside
/// what the job stored.
@Suite("The job agrees with an independent restatement of the rules")
struct RestatementTests {
  /// One booking's outcome, as either side tells it.
  struct Line: Equatable {
    var bookingID: BookingID
    var outcome: String
    var amounts: String
    var findings: String
  }

  @Test("on the demo lab")
  func demoLab() throws {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    for file in EmbeddedSQL.demoLoad {
      try connection.run(script: file.text)
    }
    try connection.forge("delete from billing_periods")
    try compare(connection, BillingRules(), through: "2025-04-21")
  }

  @Test(
    "on 20,000 hostile bookings", arguments: DiscountCombination.allCases)
  func hostileBookings(combine: DiscountCombination) throws {
    let database = try TestDatabase.make()
    let connection = try database.connect()
    try connection.run(script: script("hostile"))
    try compare(connection, BillingRules(combine: combine), through: "2025-04-21")
  }

  @Test("with booking_date as timestamp or timestamptz: the same records")
  func bothColumnTypes() throws {
    let results = try ["timestamptz", "timestamp"].map { type in
      let database = try TestDatabase.make()
      let connection = try database.connect()
      try connection.run(script: script("hostile"))
      if type == "timestamp" {
        try connection.execute(
          """
          alter table bookings alter booking_date type timestamp
            using booking_date at time zone 'UTC'
          """)
      }
      try bill(connection, BillingRules(), businessDate: "2025-04-21")
      return try stored(connection)
    }
    #expect(results[0].count > 15_000)
    #expect(results[0] == results[1])
  }

  private func compare(
    _ connection: Connection, _ rules: BillingRules, through date: String
  ) throws {
    try bill(connection, rules, businessDate: date)
    try connection.run(script: script("restatement"))
    let expected = try connection.query(
      """
      select booking_id, outcome,
        concat_ws('|', base_amount, discount_amount, distance_charge, final_amount, test_ids),
        array_to_string(findings, ';')
      from restated_charges(
        'Asia/Kolkata', '{completed}', '{cancelled}', \(rules.combine.rawValue), 100)
      order by booking_id
      """, line)
    let actual = try stored(connection)
    #expect(expected.count == actual.count)
    let different = zip(expected, actual).filter { $0.0 != $0.1 }
    #expect(different.isEmpty, "\(different.prefix(3))")
    let offers = try connection.query(
      "select restated_bad_offers() order by 1"
    ) {
      try $0.int32(0)
    }
    let found = try connection.query(
      "select offer_id from billing_findings where kind = 'bad_offer' order by 1"
    ) { try $0.int32(0) }
    #expect(offers == found)
  }

  private func bill(
    _ connection: Connection, _ rules: BillingRules, businessDate: String
  ) throws {
    let settings = BillingSettings(
      startDate: CalendarDate("2025-01-01"), timeZone: "Asia/Kolkata", rules: rules,
      windowMonths: 12, lateLookbackMonths: 12,
      numberFormat: try InvoiceNumberFormat("PL/{fy}/{seq:07}"),
      fiscalYearStart: try #require(FiscalYearStart("04-01")), graceDays: 90, chunkSize: 500)
    let date = try #require(CalendarDate(businessDate))
    let origin = RunOrigin(
      osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: [])
    try NightlyJob(RunContext(connection, settings: settings, businessDate: date)).run(
      origin: origin)
  }

  /// What the job stored, in the restatement's words.
  private func stored(_ connection: Connection) throws -> [Line] {
    try connection.query(
      """
      select b.id,
        case
          when r.id is not null then 'billed'
          when bool_or(f.severity = 'quarantine') then 'quarantined'
          when bool_or(f.kind = 'no_date') then 'no_date'
          when lower(btrim(b.status, E' \\t\\n\\r\\f\\v')) = 'cancelled' then 'excluded'
          else 'waiting'
        end,
        concat_ws('|', r.base_amount, r.discount_amount, r.distance_charge, r.final_amount,
          r.test_ids),
        coalesce(string_agg(f.kind, ';' order by f.kind collate "C"), '')
      from bookings b
      left join billing_records r on r.booking_id = b.id
      left join billing_findings f on f.booking_id = b.id and f.closed_run_id is null
      group by b.id, r.id
      order by b.id
      """, line)
  }

  private func line(_ row: borrowing Row) throws -> Line {
    Line(
      bookingID: try row.decode(0), outcome: try row.string(1), amounts: try row.string(2),
      findings: try row.string(3))
  }

  private func script(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try String(
      contentsOf: folder.appendingPathComponent("SQL/\(name).sql"), encoding: .utf8)
  }
}
