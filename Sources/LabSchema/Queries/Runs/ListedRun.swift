internal import Billing
internal import Postgres

/// A run as lists and messages tell of it, with the lab's clock and what is known of it by now.
package struct ListedRun: Equatable, Sendable {
  package let run: BillingRun
  /// When it began, by the lab's clock: `2025-01-31 01:00:00+05:30`.
  package let started: String
  /// The same of its end; nil where it has none yet.
  package let finished: String?
  /// Whether its row says running although nobody has the lab: it died, and no later run has marked it.
  package let isDead: Bool
  /// From its beginning to its end, or so far.
  package let duration: Duration

  /// Whether it ended without a word, marked or not.
  package var died: Bool { isDead || run.state == .crashed }

  /// What its error says first; nil where there is none.
  package var errorLine: String? {
    run.error?.split(whereSeparator: \.isNewline).first.map(String.init)
  }
}

extension ListedRun {
  /// What is selected of `run`, for ``init(row:dead:)``.
  ///
  /// - Parameter zone: the lab's time zone.
  static func selectList(zone: String) -> Statement {
    """
    \(unescaped: BillingRun.selectList(of: "run")),
    \(MomentSQL.text(ofMoment: "date_trunc('second', run.started_at)", zone: zone)),
    \(MomentSQL.text(ofMoment: "date_trunc('second', run.finished_at)", zone: zone)),
    clock_timestamp()
    """
  }

  /// - Parameter dead: the runs that died, asked for before the row was read (``LabLock/deadRuns()``).
  init(row: borrowing Row, dead: Set<RunID>) throws(PostgresError) {
    var column = 0
    run = try BillingRun(row: row, next: &column)
    started = try row.next(&column)
    finished = try row.nextIfAny(&column)
    isDead = run.state == .running && dead.contains(run.runID)
    let now: Instant = try row.next(&column)
    duration = (run.finishedAt ?? now).since(run.startedAt)
  }
}

extension RunLedger {
  /// The newest runs first, by the lab's clock.
  package func listedRuns(limit: Int, zone: String) throws -> [ListedRun] {
    let dead = try LabLock(connection).deadRuns()
    return try connection.query(
      """
      select \(ListedRun.selectList(zone: zone))
      from billing_runs run
      order by run.run_id desc
      limit \(limit)
      """
    ) { try ListedRun(row: $0, dead: dead) }
  }
}
