internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import PlainText
internal import Postgres

/// What the lab's office does between the nights of the demo, as an accountant does it by commands:
/// settlements are imported, changes settled by notes, findings decided, a month closed.
struct DemoOffice {
  let session: LabSession
  let folder: DemoFolder

  /// Who acts in the demo, an admin: the telephone number to write after `--as`.
  static let person = "+915200010274"

  /// The days on which the gateway settles what was paid.
  private static let settlements = ["2025-04-08", "2025-04-16"].compactMap { CalendarDate($0) }
  /// The day on which March is closed.
  private static let closing = CalendarDate(year: 2025, month: 4, day: 16)!
  private static let closed = BillingPeriod(year: 2025, month: 3)!

  /// Does what is due on a day, after its night.
  func work(on date: CalendarDate) throws {
    if Self.settlements.contains(date) { try importSettlement(date) }
    if date == Self.closing { try close(Self.closed, on: date) }
  }

  private func importSettlement(_ date: CalendarDate) throws {
    let since = Self.settlements.last { $0 < date } ?? DemoLab.firstNight
    let path = try writeSettlement(date, paidAfter: since)
    let result = try PaymentsJob(try session.runContext(on: date)).run(
      SettlementFile(path: path, currency: session.currency.description), partial: false,
      origin: origin())
    let imported = result.summary.totals(\.isImported)
    say(
      date,
      "\(counted(imported.lines, "payment")) imported from \(path), \(session.currency.text(imported.amount))"
    )
  }

  private func close(_ period: BillingPeriod, on date: CalendarDate) throws {
    let origin = try origin()
    let adjust = AdjustJob(
      try session.runContext(on: date, exported: try session.labExports().numbers))
    let plan = try adjust.plan(.period(period))
    _ = try adjust.run(.period(period), expecting: plan, origin: origin)
    let accepted = try decide(
      .accept, period, "nobody knows any more what was done: not to be billed", date, origin)
    let released = try decide(
      .release, period, "spoken about with the customer: billed as it is", date, origin)
    let result = try session.close(period, businessDate: date, origin: origin)
    say(
      date,
      "\(period) closed: \(counted(plan.notes.count, "note")) posted, "
        + "\(counted(accepted, "finding")) accepted, "
        + "\(released) released, seal \(result.seal.seal.prefix(12))")
  }

  private func decide(
    _ verdict: FindingVerdict, _ period: BillingPeriod, _ reason: String, _ date: CalendarDate,
    _ origin: RunOrigin
  ) throws -> Int {
    let findings = try session.connection.findings(
      FindingFilter(.open, period: period, decidable: verdict.state))
    return try FindingJob(try session.runContext(on: date)).decide(
      verdict, findings.map(\.finding.findingID), reason: reason, origin: origin
    ).count
  }

  private func origin() throws -> RunOrigin {
    session.origin(of: try session.actor(Self.person, needing: [.admin]))
  }

  private func say(_ date: CalendarDate, _ what: String) {
    session.console.log(.remark("demo: \(date): \(what)"))
  }

  /// Writes what the gateway says was paid of the invoices since the settlement before, in the manner
  /// of the gateways' files: nine of ten were, a few in part, one a little too much.
  ///
  /// - Returns: the file's path.
  private func writeSettlement(
    _ date: CalendarDate, paidAfter before: CalendarDate
  ) throws -> String {
    let lines = try session.connection.query(
      """
      select concat_ws(',', s.invoice_number, s.amount, s.paid_at,
        'pay_' || upper(left(md5(s.invoice_number), 14)), round(s.amount * 0.02, 2), s.method)
      from (
        select r.invoice_number, r.invoice_sequence, r.invoice_series_id,
          round(
            case
              when r.booking_id % 60 = 7 then r.final_amount / 2
              when r.booking_id % 400 = 11 then r.final_amount + 100
              else r.final_amount
            end, 2) as amount,
          (r.invoice_date + 1) || 'T11:00:00+05:30' as paid_at,
          (array['upi', 'upi', 'upi', 'card', 'netbanking'])[r.booking_id % 5 + 1] as method
        from billing_records r
        where r.status = 'invoiced'
          and r.final_amount > 0
          and r.booking_id % 10 <> 3
          and r.invoice_date >= \(before.addingDays(-1))
          and r.invoice_date < \(date.addingDays(-1))
      ) s
      order by s.invoice_series_id, s.invoice_sequence
      """
    ) { try $0.string(0) }
    let text = (["invoice_number,amount,paid_at,reference,fee,method"] + lines)
      .joined(separator: "\n")
    return try folder.write(Array((text + "\n").utf8), to: "settlements/settlement-\(date).csv")
  }
}
