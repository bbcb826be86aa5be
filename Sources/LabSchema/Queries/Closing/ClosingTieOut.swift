package import Billing
package import Postgres

/// What the database holds by triggers, counted once more when a run ties out: so that what was
/// written while they were switched off is found by its name (docs/trust.md).
extension Connection {
  /// What the states of months, their seals and the ledger say of one another, over the whole lab.
  package func closingTieOut() throws -> TieOut {
    let checks = try query(
      """
      select 'Records of a closed month that have no number', count(*), min(r.billing_period)
      from billing_records r
      join billing_periods p on p.period = r.billing_period
      where \(RecordSQL.hasNoNumber) and \(PeriodSQL.isClosed())
      union all
      select 'Closed months that no run closed', count(*), min(p.period)
      from billing_periods p
      left join billing_runs run on run.run_id = p.closed_by_run_id
      where \(PeriodSQL.isClosed())
        and (
          not (\(RunSQL.isOf(.close)))
          or run.run_id is null
            and exists (select from billing_records r where r.billing_period = p.period)
        )
      union all
      select 'Seals that no run set', count(*), min(s.period)
      from billing_period_seals s
      join billing_runs run on run.run_id = s.run_id
      where \(PeriodSQL.holds())
        and (not (\(RunSQL.isOf(.close))) or run.through_date < (s.period || '-01')::date)
      union all
      select 'Seals of a month that is open', count(*), min(s.period)
      from billing_period_seals s
      left join billing_periods p on p.period = s.period
      where \(PeriodSQL.holds()) and (\(PeriodSQL.isClosed())) is not true
      union all
      select 'Seals that do not follow the one before', count(*), min(s.period)
      from (
        select period, previous_period, previous_seal,
          lag(period) over (order by period) as period_before,
          lag(seal) over (order by period) as seal_before
        from billing_period_seals s
        where \(PeriodSQL.holds())
      ) s
      where (s.previous_period, s.previous_seal) is distinct from (s.period_before, s.seal_before)
      """, TieOut.Check.init(none:))
    return TieOut(checks: checks)
  }

  /// What the documents of a month or day say of their series and runs.
  package func documentTieOut(in scope: BillingScope) throws -> TieOut {
    let checks = try query(
      """
      -- Materialized: the pieces are read once a series, and not once a document.
      with series as materialized (
        select s.series_id, s.last_sequence, written.prefix, written.width, written.suffix
        from billing_number_series s
        cross join lateral billing_series_pieces(s.series_id) written
      )
      select 'Numbers that their series does not write so', count(*), min(document.number)
      from (
        select r.invoice_number as number, r.invoice_series_id as series_id,
          r.invoice_sequence as sequence
        from billing_records r
        where \(RecordSQL.isInvoice()) and \(scope.holdsRecord())
        union all
        select a.adjustment_number, a.series_id, a.sequence
        from billing_adjustments a
        where \(scope.holdsAdjustment())
      ) document
      join series s on s.series_id = document.series_id
      where document.sequence > s.last_sequence
        or document.number <> \(SeriesSQL.number(
          "document.sequence", prefix: "s.prefix", width: "s.width", suffix: "s.suffix"))
      union all
      select 'Payments dated after the run that posted them', count(*), min(p.gateway_reference)
      from billing_payments p
      join billing_records r on r.id = p.record_id
      join billing_runs run on run.run_id = p.run_id
      where p.paid_on > run.business_date and \(scope.holdsRecord())
      """, TieOut.Check.init(none:))
    return TieOut(checks: checks)
  }
}

extension TieOut.Check {
  /// A count of what must not be there, with the first of it in its name.
  fileprivate init(none row: borrowing Row) throws {
    let (name, count) = (try row.string(0), try row.int(1))
    let first = try row.optionalString(2).map { " (\($0))" } ?? ""
    self.init(name + first, .counts(expected: 0, actual: count))
  }
}
