internal import Billing
internal import LabSchema
internal import Postgres

/// One run of a job with the lab to itself: locked, written into the ledger, and its end written
/// there however it ends.
struct ExclusiveRun {
  private let context: RunContext
  private let origin: RunOrigin
  private var connection: Connection { context.connection }

  init(_ context: RunContext, origin: RunOrigin) {
    self.context = context
    self.origin = origin
  }

  /// Does something while no other run can work on the lab. Runs that died before are marked as
  /// crashed first.
  ///
  /// - Throws: `RunError.busy`, at once, where another run has the lab; what `body` throws.
  func withLab<Value>(_ body: () throws -> Value) throws -> Value {
    let lock = LabLock(connection)
    guard try lock.take() else { throw RunError.busy(try lock.holder()) }
    // A connection that broke has released it already.
    defer { try? lock.release() }
    let dead = try RunLedger(connection).declareDead()
    if !dead.isEmpty { context.report(.foundDead(dead)) }
    return try body()
  }

  /// Begins a run, carries it out and writes down how it ended.
  ///
  /// - Parameters:
  ///   - through: the last service date it bills; nil where it bills none.
  ///   - seen: what it knows already of bookings that no chunk looks at.
  func perform<Value>(
    _ job: JobName, through: CalendarDate? = nil, chunks: Int = 0, seen: RunCounts = RunCounts(),
    _ body: (RunID) throws -> Value
  ) throws -> Value {
    let ledger = RunLedger(connection)
    let runID = try ledger.begin(
      job: job, businessDate: context.businessDate, through: through, chunks: chunks,
      seen: seen, origin: origin)
    do {
      let value = try body(runID)
      try RunRecovery(connection: connection, runID: runID).finish()
      return value
    } catch {
      end(runID, after: error)
      throw error
    }
  }

  /// Writes down that the job was refused before its run began, so that somebody hears of it who looks at
  /// the ledger; where that is not possible, it is known by what did not run.
  func refused(_ job: JobName, by error: any Error) {
    connection.afterInterruption {
      try? RunLedger(connection).refused(
        job: job, businessDate: context.businessDate, origin: origin, RunState(endedBy: error),
        error: String(describing: error))
    }
  }

  /// A run that is one transaction, which one that was declared dead meanwhile does not commit.
  func performAtOnce<Value>(_ job: JobName, _ body: (RunID) throws -> Value) throws -> Value {
    try perform(job) { runID in
      try connection.transaction {
        let value = try body(runID)
        try RunLedger(connection).add(RunCounts(), to: runID)
        return value
      }
    }
  }

  /// Writes down a run's failure. Where that is not possible any more, the row still says running,
  /// and the next run finds it.
  private func end(_ runID: RunID, after error: any Error) {
    connection.afterInterruption {
      try? RunLedger(connection).finish(
        runID, RunState(endedBy: error), error: String(describing: error))
    }
  }
}

extension RunState {
  /// How a run ended that an error ended.
  init(endedBy error: any Error) {
    if case PostgresError.interrupted = error { self = .interrupted } else { self = .failed }
  }
}
