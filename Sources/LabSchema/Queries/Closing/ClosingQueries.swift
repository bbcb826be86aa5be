package import Billing
package import Postgres

/// Reads and writes which months are closed, and what they are sealed with.
package struct ClosingQueries {
  let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  /// The state of a month; nil where it has none, which is open.
  package func closing(of period: BillingPeriod) throws -> PeriodClosing? {
    try connection.first(
      """
      select \(unescaped: PeriodClosing.selectList)
      from billing_periods
      where period = \(period)
      """, PeriodClosing.init(row:))
  }

  /// The closed months after one, oldest first.
  package func closedPeriods(after period: BillingPeriod) throws -> [BillingPeriod] {
    try connection.query(
      """
      select p.period
      from billing_periods p
      where \(PeriodSQL.isClosed()) and p.period > \(period)
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
          where s.period = p.period and s.reopened_at is null
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
      from billing_period_seals
      where period = \(period) and reopened_at is null
      """, PeriodSeal.init(row:))
  }

  /// The seal that holds of the last sealed month before one: what its own seal is chained to.
  package func seal(before period: BillingPeriod) throws -> PeriodSeal? {
    try connection.first(
      """
      select \(unescaped: PeriodSeal.selectList)
      from billing_period_seals
      where period < \(period) and reopened_at is null
      order by period desc
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
      where run.job = 'close'
        and run.through_date = \(period.last)::date
        and run.package_digest = \(digest)
        and not exists (select from billing_period_seals s where s.run_id = run.run_id)
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
      from billing_records
      where billing_period < \(period) and status = 'finalized'
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

  /// The bookings that are a month's business although their service date is not in it: their
  /// record is posted into it, or an open finding of theirs belongs to it.
  package func bookingsFromElsewhere(
    _ period: BillingPeriod, dates: ServiceDateSQL
  ) throws -> [BookingID] {
    try connection.query(
      """
      select b.id
      from (
        select booking_id from billing_records where billing_period = \(period)
        union
        select booking_id
        from billing_findings f
        where \(FindingState.isCurrent()) and billing_period = \(period)
      ) concerned
      join bookings b on b.id = concerned.booking_id
      where (\(dates.isWithin(period.first, through: period.last))) is not true
      order by b.id
      """
    ) { try $0.decode(0) }
  }

  /// Marks a month closed: nothing is posted into it from here on.
  package func close(_ period: BillingPeriod, runID: RunID) throws {
    try connection.execute(
      """
      insert into billing_periods (period, state, closed_at, closed_by_run_id)
      values (\(period), 'closed', now(), \(runID))
      on conflict (period) do update
      set state = 'closed', closed_at = now(), closed_by_run_id = excluded.closed_by_run_id,
        note = null
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
      update billing_period_seals
      set reopened_at = now(), reopened_run_id = \(runID), reopen_reason = \(reason)
      where period = \(period) and reopened_at is null
      """)
    try connection.execute(
      """
      update billing_periods p
      set state = 'open', note = \(reason)
      where p.period = \(period) and \(PeriodSQL.isClosed())
      """)
  }
}

/// Parts of statements about months, each a row of `billing_periods`. A month without a row is open (R7).
enum PeriodSQL {
  /// Whether the month of row `alias` is closed.
  static func isClosed(_ alias: String = "p") -> Statement {
    "\(unescaped: alias).state = 'closed'"
  }

  /// Whether a month is closed.
  ///
  /// - Parameter period: an expression such as `r.billing_period`.
  static func isClosed(period: Statement) -> Statement {
    """
    exists (
      select from billing_periods closing where closing.period = \(period) and \(isClosed("closing"))
    )
    """
  }
}
