package import Billing
package import Postgres

/// Reads and writes which months are closed, and what they are sealed with.
package struct ClosingQueries {
  let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  /// Whether a month is closed (R7).
  package func isClosed(_ period: BillingPeriod) throws -> Bool {
    try connection.query("select \(PeriodSQL.isClosed(period: "\(period)"))") { try $0.bool(0) }[0]
  }

  /// The closed months after one, or all of them, oldest first (R7).
  package func closedPeriods(after period: BillingPeriod? = nil) throws -> [BillingPeriod] {
    try connection.query(
      """
      select p.period
      from billing_periods p
      where \(PeriodSQL.isClosed()) and p.period > coalesce(\(period)::text, '')
      order by p.period
      """
    ) { try $0.decode(0) }
  }

  /// The months before one that this program has closed and that have no seal, oldest first: their
  /// closing was interrupted, or their package could not be written.
  package func unsealedPeriods(before period: BillingPeriod) throws -> [BillingPeriod] {
    try connection.query(
      """
      select p.period
      from billing_periods p
      where \(PeriodSQL.isClosed())
        and p.closed_by_run_id is not null
        and p.period < \(period)
        and not exists (
          select from billing_period_seals s
          where s.period = p.period and \(PeriodSQL.holds())
        )
      order by p.period
      """
    ) { try $0.decode(0) }
  }

  /// The seal of a month that holds.
  package func seal(of period: BillingPeriod) throws -> PeriodSeal? {
    try connection.first(
      """
      select \(unescaped: PeriodSeal.selectList)
      from billing_period_seals s
      where s.period = \(period) and \(PeriodSQL.holds())
      """, PeriodSeal.init(row:))
  }

  /// The seal that holds of the last sealed month before one: what its own seal is chained to.
  package func seal(before period: BillingPeriod) throws -> PeriodSeal? {
    try connection.first(
      """
      select \(unescaped: PeriodSeal.selectList)
      from billing_period_seals s
      where s.period < \(period) and \(PeriodSQL.holds())
      order by s.period desc
      limit 1
      """, PeriodSeal.init(row:))
  }

  /// Whether a run that closed the month, or went on closing it, was about to seal this very package
  /// and died before it did.
  package func isAboutToBeSealed(_ period: BillingPeriod, with digest: String) throws -> Bool {
    try connection.first(
      """
      select true
      from billing_runs run
      join billing_periods p on p.period = \(period) and run.run_id >= p.closed_by_run_id
      where \(RunSQL.leftUnsealed)
        and run.through_date = \(period.last)::date
        and run.package_digest = \(digest)
      limit 1
      """
    ) { try $0.bool(0) } ?? false
  }

  /// How many drafts are posted into a month.
  package func drafts(of period: BillingPeriod) throws -> Int { try count(.draft, of: period) }

  /// How many records of a month are finalized and have no number.
  package func unnumbered(of period: BillingPeriod) throws -> Int {
    try count(.finalized, of: period)
  }

  /// How many records of the months before one are finalized and have no number.
  package func unnumbered(before period: BillingPeriod) throws -> Int {
    try connection.query(
      """
      select count(*)
      from billing_records r
      where r.billing_period < \(period) and \(RecordSQL.waitsForNumber)
      """
    ) { try $0.int(0) }[0]
  }

  private func count(_ status: RecordStatus, of period: BillingPeriod) throws -> Int {
    try connection.query(
      """
      select count(*)
      from billing_records
      where billing_period = \(period) and status = \(status)
      """
    ) { try $0.int(0) }[0]
  }

  /// Marks a month closed: nothing is posted into it from here on.
  package func close(_ period: BillingPeriod, runID: RunID) throws {
    try connection.execute(
      """
      insert into billing_periods (period, state, closed_at, closed_by_run_id)
      values (\(period), \(word: PeriodState.closed), now(), \(runID))
      on conflict (period) do update
      set state = excluded.state, closed_at = excluded.closed_at,
        closed_by_run_id = excluded.closed_by_run_id, note = null
      """)
  }

  /// Seals a closed month, chained to the seal before.
  package func seal(
    _ period: BillingPeriod, with seal: String, after previous: PeriodSeal?, runID: RunID
  ) throws -> PeriodSeal {
    try connection.query(
      """
      insert into billing_period_seals (period, seal, previous_period, previous_seal, run_id)
      values (\(period), \(seal), \(previous?.period), \(previous?.seal), \(runID))
      returning \(unescaped: PeriodSeal.selectList)
      """, PeriodSeal.init(row:))[0]
  }

  /// Opens a closed month again; its seal is kept, and holds no longer.
  package func reopen(_ period: BillingPeriod, reason: String, runID: RunID) throws {
    try connection.execute(
      """
      update billing_period_seals s
      set reopened_at = now(), reopened_run_id = \(runID), reopen_reason = \(reason)
      where s.period = \(period) and \(PeriodSQL.holds())
      """)
    try connection.execute(
      """
      update billing_periods p
      set state = \(word: PeriodState.open), note = \(reason)
      where p.period = \(period) and \(PeriodSQL.isClosed())
      """)
  }
}
