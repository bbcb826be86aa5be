package import Billing
package import Postgres

/// The lock that lets one run at a time work on a lab: a session's advisory lock, so that the server
/// itself frees it when the process or its connection dies.
package struct LabLock {
  let connection: Connection
  /// The key: one for each schema of each database.
  private let key: Statement

  package init(_ connection: Connection) {
    self.connection = connection
    key = "hashtextextended('jobrunner ' || current_schema(), 0)"
  }

  /// The lock of one worker of a run, which is at work beside the session that has the lab: by it the worker
  /// knows, after its connection was lost, that the session before is gone.
  package init(_ connection: Connection, worker: Int32, of runID: RunID) {
    self.connection = connection
    let name = "worker \(worker) of run \(runID)"
    key = "hashtextextended('jobrunner ' || current_schema() || ' ' || \(name)::text, 0)"
  }

  /// Takes the lock for as long as the session lasts.
  ///
  /// - Returns: false, at once, where another session has it.
  package func take() throws -> Bool {
    try connection.first("select pg_try_advisory_lock(\(key))") { try $0.bool(0) } ?? false
  }

  package func release() throws {
    try connection.execute("select pg_advisory_unlock(\(key))")
  }

  /// Whether a session has the lab, as far as can be known: a standby does not know its primary's locks,
  /// so that there a run counts as at work until its row says otherwise.
  private func isHeld() throws -> Bool {
    if connection.serverState.isStandby { return true }
    return try connection.first("select true from pg_locks l where \(isOfLab)") { try $0.bool(0) }
      ?? false
  }

  /// The runs that died: their rows say that they are running, and nobody has the lab.
  ///
  /// The rows are asked before the lock and again after it: a run that began in between has the lab, and one
  /// that ended in between says so by now. Only what is read after this is to be judged by it.
  func deadRuns() throws -> Set<RunID> {
    let running = try runsThatSayRunning()
    guard !running.isEmpty, try !isHeld() else { return [] }
    return running.intersection(try runsThatSayRunning())
  }

  private func runsThatSayRunning() throws -> Set<RunID> {
    Set(
      try connection.query(
        "select run.run_id from billing_runs run where \(RunSQL.isRunning)"
      ) { try $0.decode(0, as: RunID.self) })
  }

  /// Whether lock `l` is this one, held.
  private var isOfLab: Statement {
    """
    l.locktype = 'advisory'
      and l.granted
      and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = \(key)
    """
  }

  /// Who has the lock; nil where it was freed meanwhile.
  package func holder() throws -> LabLockHolder? {
    try connection.first(
      """
      select l.pid, coalesce(a.application_name, ''),
        to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
        r.run_id, r.job, r.host, r.pid, r.business_date
      from pg_locks l
      left join pg_stat_activity a on a.pid = l.pid
      left join lateral (
        select run.run_id, run.job, run.host, run.pid, run.business_date
        from billing_runs run
        where \(RunSQL.isRunning)
        order by run.run_id desc
        limit 1
      ) r on true
      where \(isOfLab)
      """
    ) { row in
      LabLockHolder(
        serverProcess: try row.int32(0), applicationName: try row.string(1),
        since: try row.optionalString(2), runID: try row.decodeOptional(3),
        job: try row.optionalString(4), host: try row.optionalString(5),
        processID: try row.optionalInt32(6), businessDate: try row.decodeOptional(7))
    }
  }
}

extension Connection {
  /// Ends another session of the same user; one that is gone already is fine.
  package func endSession(_ serverProcess: Int32) throws {
    try execute("select pg_terminate_backend(\(serverProcess))")
  }
}

/// The session that holds a lab's lock, and the run it works for, where it has begun one.
package struct LabLockHolder: Equatable, Sendable {
  package let serverProcess: Int32
  package let applicationName: String
  package let since: String?
  package let runID: RunID?
  package let job: String?
  package let host: String?
  package let processID: Int32?
  package let businessDate: CalendarDate?
}

extension LabLockHolder: CustomStringConvertible {
  package var description: String {
    var text: String
    if let runID, let job, let businessDate {
      text = "run \(runID) (\(job) of business date \(businessDate)"
      if let processID, let host { text += ", process \(processID) on \(host)" }
      text += ")"
    } else {
      text =
        "\(applicationName.isEmpty ? "a session" : applicationName)"
        + " (server process \(serverProcess))"
    }
    if let since { text += ", connected since \(since)" }
    return text
  }
}
