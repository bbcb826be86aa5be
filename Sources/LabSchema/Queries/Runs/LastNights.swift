internal import Billing
package import Postgres

/// What became of a lab's nights: the last one that ended well, what has gone wrong since, and who is at
/// work now. `status`, `doctor` and the metrics say it from here.
package struct LastNights: Equatable, Sendable {
  /// The nightly run that succeeded and was the last to end, whatever its business date: also one that
  /// found something for a person. nil where none has ended well yet.
  package let lastGood: ListedRun?
  /// How long ago it ended, by the server's clock; never below 0.
  package let age: Duration?
  /// What went wrong since, the newest first: nights and what else nobody asked for that failed or were
  /// interrupted, and whatever died. Who asked for another run was told of its failure.
  package let troubles: [ListedRun]
  /// Who has the lab now; nil where nobody has.
  package let atWork: LabLockHolder?
  /// Open findings that wait for a person.
  package let findingsForPerson: Int

  /// How long after a good night the next one is late: a day, and two hours for a night that takes longer.
  package static let expectedEvery = Duration.seconds(26 * 3600)

  /// Whether the last good night ended longer ago, or there was none.
  package func isLate(after limit: Duration = expectedEvery) -> Bool {
    age.map { $0 > limit } ?? true
  }
}

extension Connection {
  /// Asks the lab for its last nights.
  ///
  /// - Parameter zone: the lab's time zone, in which moments are told.
  package func lastNights(zone: String) throws -> LastNights {
    let lock = LabLock(self)
    let dead = try lock.deadRuns()
    let good = try first(
      """
      select \(ListedRun.selectList(zone: zone))
      from billing_runs run
      where \(RunSQL.isGoodNight)
      order by run.finished_at desc, run.run_id desc
      limit 1
      """
    ) { try ListedRun(row: $0, dead: dead) }
    let suspects = try query(
      """
      select \(ListedRun.selectList(zone: zone))
      from billing_runs run
      where \(RunSQL.mayBeTrouble)
        and (\(RunSQL.isRunning) or \(RunSQL.lastKnown)
          > coalesce(\(good?.run.finishedAt)::timestamptz, '-infinity'))
      order by run.run_id desc
      """
    ) { try ListedRun(row: $0, dead: dead) }
    let (now, forPerson) = try query(
      """
      select clock_timestamp(), count(*)
      from billing_findings f
      where \(FindingState.needsPerson)
      """
    ) { (try $0.decode(0, as: Instant.self), try $0.int(1)) }[0]
    return LastNights(
      lastGood: good, age: good?.run.finishedAt.map { max(.zero, now.since($0)) },
      troubles: suspects.filter { $0.isDead || $0.run.state != .running },
      atWork: try lock.holder(), findingsForPerson: forPerson)
  }
}
