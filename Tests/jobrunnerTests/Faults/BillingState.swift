import Billing
import Foundation
import LabSchema
import Postgres

/// Everything the job has written, but for who wrote it and when: two databases in the same state
/// have the same.
struct BillingState: Equatable, CustomStringConvertible {
  /// Lines by table, so that a difference can be named.
  let tables: [String: [String]]

  init(_ connection: Connection) throws {
    var tables: [String: [String]] = [:]
    for (name, query) in Self.queries {
      tables[name] = try connection.query(query) { try $0.optionalString(0) ?? "" }
    }
    self.tables = tables
  }

  var description: String {
    tables.sorted { $0.key < $1.key }.map { "\($0): \($1.count)" }.joined(separator: ", ")
  }

  /// What is in one state and not in the other.
  func difference(from other: BillingState) -> [String] {
    tables.keys.sorted().flatMap { table -> [String] in
      let (mine, others) = (tables[table] ?? [], other.tables[table] ?? [])
      return mine.filter { !others.contains($0) }.map { "+ \(table) \($0)" }
        + others.filter { !mine.contains($0) }.map { "- \(table) \($0)" }
    }
  }

  private static let queries: [(String, Statement)] = [
    (
      "records",
      """
      select row_to_json(kept)::text
      from (
        select r.booking_id, r.user_id, r.test_ids, r.base_amount, r.discount_amount,
          r.distance_charge, r.final_amount, r.billing_date, r.billing_period, r.status,
          r.invoice_number, r.invoice_date, r.paid_date, r.fingerprint, r.invoice_sequence,
          s.kind, s.fiscal_year
        from billing_records r
        left join billing_number_series s on s.series_id = r.invoice_series_id
        order by r.booking_id
      ) kept
      """
    ),
    (
      "findings",
      """
      select row_to_json(kept)::text
      from (
        select kind, severity, booking_id, offer_id, service_date, billing_period, detail,
          released_by, release_reason, accepted_by, accept_reason
        from billing_findings
        where closed_run_id is null
        order by kind, booking_id, offer_id
      ) kept
      """
    ),
    (
      "notes",
      """
      select row_to_json(kept)::text
      from (
        select r.booking_id, a.kind, a.adjustment_number, a.sequence, a.adjustment_date,
          a.billing_period, a.amount, a.reason, a.pricing_before, a.pricing_after
        from billing_adjustments a
        join billing_records r on r.id = a.record_id
        order by a.kind, a.sequence
      ) kept
      """
    ),
    (
      "payments",
      """
      select row_to_json(kept)::text
      from (
        select r.booking_id, p.gateway_reference, p.amount, p.fee, p.method, p.paid_on
        from billing_payments p
        join billing_records r on r.id = p.record_id
        order by p.gateway_reference
      ) kept
      """
    ),
    (
      "series",
      """
      select concat_ws(' ', kind, fiscal_year, number_format, last_sequence)
      from billing_number_series
      where last_sequence > 0
      order by 1
      """
    ),
    (
      "periods", "select concat_ws(' ', period, state, note) from billing_periods order by 1"
    ),
    (
      // A seal's digits cover the workbook, which names the run: they are compared with the manifest.
      "seals",
      """
      select concat_ws(' ', period, previous_period, reopen_reason)
      from billing_period_seals
      order by seal_id
      """
    ),
    (
      "steps",
      """
      select distinct concat_ws(' ', booking_id, event, billing_date, final_amount)
      from billing_record_events
      order by 1
      """
    ),
    ("days", "select to_json(d)::text from billing_day_summary d order by billing_date"),
    ("months", "select to_json(m)::text from billing_month_summary m order by billing_period"),
    ("dead", "select job from billing_runs where state = 'running' order by 1"),
  ]
}

/// What a killed run has left behind, in the database and in its folder: after the same, the same
/// command does the same.
struct CrashState: Equatable {
  let billing: BillingState
  let ledger: [String]
  let files: [String]

  init(_ connection: Connection, folder: String) throws {
    billing = try BillingState(connection)
    ledger = try connection.query(
      """
      select concat_ws(' ', job, state, chunks_done, count(*))
      from billing_runs
      group by job, state, chunks_done
      union all
      select 'findings ' || count(*) || ' ' || count(closed_run_id) from billing_findings
      order by 1
      """
    ) { try $0.string(0) }
    files = try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { path in
      // What a run has beside its statements goes on, and may take a file away meanwhile.
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + path)
      else { return nil }
      // What is not in its place yet has a name of its own in each run.
      return "\(path.replacing(/[0-9a-f]{32}/, with: "*")) \(attributes[.size] ?? 0)"
    }.sorted()
  }
}
