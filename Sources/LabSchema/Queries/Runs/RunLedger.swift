package import Billing
package import Postgres

/// Who started a run, and where.
package struct RunOrigin: Sendable {
  /// Who a run is put down to that no person asked for.
  package static let system = "system"

  /// Who asked for it.
  package var person: String
  package var osUser: String
  package var host: String
  package var processID: Int32
  package var programVersion: String
  package var arguments: [String]

  package init(
    person: String = RunOrigin.system, osUser: String, host: String, processID: Int32,
    programVersion: String, arguments: [String]
  ) {
    self.person = person
    self.osUser = osUser
    self.host = host
    self.processID = processID
    self.programVersion = programVersion
    self.arguments = arguments
  }
}

/// The ledger of runs, `billing_runs`.
package struct RunLedger {
  let connection: Connection

  package init(_ connection: Connection) {
    self.connection = connection
  }

  /// Writes down that a run begins.
  ///
  /// - Parameter seen: what it knows already of bookings that no chunk looks at.
  package func begin(
    job: JobName, businessDate: CalendarDate, through: CalendarDate?, chunks: Int,
    seen: RunCounts = RunCounts(), origin: RunOrigin
  ) throws -> RunID {
    try connection.query(
      """
      insert into billing_runs (
        job, business_date, through_date, state, chunks_planned, bookings_read, records_unchanged,
        person, os_user, host, pid, program_version, arguments
      )
      values (
        \(job), \(businessDate), \(through), \(word: RunState.running), \(chunks),
        \(seen.bookingsRead), \(seen.recordsUnchanged), \(origin.person),
        \(origin.osUser), \(origin.host), \(origin.processID),
        \(origin.programVersion), \(origin.arguments)::text[]
      )
      returning run_id
      """
    ) { try $0.decode(0) }[0]
  }

  /// Writes down a run that was refused before it began: nobody ever sees it running.
  package func refused(
    job: JobName, businessDate: CalendarDate, origin: RunOrigin, _ state: RunState, error: String
  ) throws {
    try connection.transaction {
      let runID = try begin(
        job: job, businessDate: businessDate, through: nil, chunks: 0, origin: origin)
      try finish(runID, state, error: error)
    }
  }

  /// Marks a chunk done that is not among the planned ones (``RunChunks``), in the chunk's own transaction.
  ///
  /// - Throws: ``RunLost`` where another run has declared this one dead: its work must not commit.
  package func chunkDone(_ runID: RunID, _ counts: RunCounts) throws {
    let updated = try add(counts, to: runID, chunks: 1)
    guard updated == 1 else { throw RunLost(runID: runID) }
  }

  /// Adds what was done outside the chunks, such as the numbers given.
  package func add(_ counts: RunCounts, to runID: RunID) throws {
    guard try add(counts, to: runID, chunks: 0) == 1 else { throw RunLost(runID: runID) }
  }

  private func add(_ counts: RunCounts, to runID: RunID, chunks: Int) throws -> Int {
    try connection.execute(
      """
      update billing_runs run
      set chunks_done = chunks_done + \(chunks),
        \(CountColumn.ofRuns.list { "\(unescaped: $0.name) = \(unescaped: $0.name) + \($0.count(counts))" })
      where run.run_id = \(runID) and \(RunSQL.isRunning)
      """)
  }

  /// Notes the package that the run is about to seal, in the transaction that reads what is in it.
  package func aboutToSeal(_ digest: String, runID: RunID) throws {
    let updated = try connection.execute(
      """
      update billing_runs run
      set package_digest = \(digest)
      where run.run_id = \(runID) and \(RunSQL.isRunning)
      """)
    guard updated == 1 else { throw RunLost(runID: runID) }
  }

  /// Notes which packages the run has written, and where.
  package func exported(_ periods: [BillingPeriod], to folder: String, by runID: RunID) throws {
    let updated = try connection.execute(
      """
      update billing_runs run
      set exports_folder = \(folder), exported_periods = \(periods.map(\.description))::text[]
      where run.run_id = \(runID) and \(RunSQL.isRunning)
      """)
    guard updated == 1 else { throw RunLost(runID: runID) }
  }

  /// Notes that what the run found was told: its result could be written.
  package func resultWritten(_ runID: RunID) throws {
    try connection.execute(
      """
      update billing_runs run
      set result_written_at = clock_timestamp()
      where run.run_id = \(runID) and \(RunSQL.succeeded)
      """)
  }

  /// Writes down how a run ended.
  package func finish(_ runID: RunID, _ state: RunState, error: String? = nil) throws {
    try connection.execute(
      """
      update billing_runs run
      set state = \(state), finished_at = clock_timestamp(), error = \(error)
      where run.run_id = \(runID) and \(RunSQL.isRunning)
      """)
  }

  /// Marks the runs that say they are running as crashed, and returns them: whoever holds the lab's
  /// lock knows that their processes are gone.
  ///
  /// A worker of such a run may still be at a chunk, where the server has not noticed yet that its client is
  /// gone: that chunk is waited for, and none is taken after it.
  package func declareDead() throws -> [BillingRun] {
    try connection.transaction {
      let dead = try connection.query(
        "select run_id from billing_runs run where \(RunSQL.isRunning) for update"
      ) { try $0.decode(0, as: RunID.self) }
      guard !dead.isEmpty else { return [] }
      for runID in dead { try RunChunks(connection, of: runID).settle() }
      return try connection.query(
        """
        update billing_runs run
        set state = \(word: RunState.crashed), finished_at = clock_timestamp(),
          error = 'the process ended without a word'
        where \(RunSQL.isRunning)
        returning \(unescaped: BillingRun.selectList)
        """, BillingRun.init(row:)
      ).sorted { $0.runID < $1.runID }
    }
  }

  package func run(_ id: RunID) throws -> BillingRun? {
    try connection.first(
      "select \(unescaped: BillingRun.selectList) from billing_runs where run_id = \(id)",
      BillingRun.init(row:))
  }

  /// The latest business date of a run over bookings that ended well; nil before the first.
  package func lastGoodRun() throws -> CalendarDate? {
    try connection.first(
      """
      select max(run.business_date)
      from billing_runs run
      where \(RunSQL.isOverBookings) and \(RunSQL.succeeded)
      """
    ) { try $0.decodeOptional(0) } ?? nil
  }

  /// The last service date that a finished nightly run has billed; nil before the first.
  package func billedThrough() throws -> CalendarDate? {
    try connection.first(
      """
      select max(run.through_date)
      from billing_runs run
      where \(RunSQL.isGoodNight)
      """
    ) { try $0.decodeOptional(0) } ?? nil
  }
}

/// Another run found this one's traces and took over; nothing of it may be committed any more.
package struct RunLost: ReportedError, Sendable, CustomStringConvertible {
  package var exitStatus: ExitStatus { .tryLater }
  package var message: String { description }
  package var remedy: String { "see it with: jobrunner runs" }

  package let runID: RunID

  package init(runID: RunID) {
    self.runID = runID
  }

  package var description: String { "run \(runID) was declared dead by another run" }
}
