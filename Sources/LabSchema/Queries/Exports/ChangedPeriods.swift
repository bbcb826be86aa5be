package import Billing
package import Postgres

extension Connection {
  /// Months whose packages can have become another since the last nightly run that succeeded, exports
  /// included: records written, payments, notes, findings found, gone or decided on, whichever run or
  /// person did it.
  ///
  /// - Parameter run: the run at work, which is not taken for the last one.
  package func periodsChanged(before run: RunID) throws -> [BillingPeriod] {
    try query(
      """
      with last as (
        select coalesce(max(run.run_id), 0) as run_id,
          coalesce(max(run.started_at), '-infinity') as began
        from billing_runs run
        where \(RunSQL.isOf(.nightly)) and \(RunSQL.succeeded) and run.run_id < \(run)
      )
      select r.billing_period
      from billing_records r, last
      where r.run_id > last.run_id
      union
      select r.billing_period
      from last
      join billing_payments p on p.run_id > last.run_id
      join billing_records r on r.id = p.record_id
      union
      select unnest(array[a.billing_period, r.billing_period])
      from last
      join billing_adjustments a on a.run_id > last.run_id
      join billing_records r on r.id = a.record_id
      union
      select f.billing_period
      from billing_findings f, last
      where f.billing_period is not null
        and (
          f.opened_run_id > last.run_id
          or f.closed_run_id > last.run_id
          or \(FindingState.isCurrent())
            and (f.released_at >= last.began or f.accepted_at >= last.began)
        )
      order by 1
      """
    ) { try $0.decode(0) }
  }
}
