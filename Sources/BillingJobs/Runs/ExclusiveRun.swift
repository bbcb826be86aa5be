package import LabSchema
package import Postgres

/// One run of a job with the lab to itself: locked, written into the ledger, and its end written
/// there however it ends.
package struct ExclusiveRun {
  let connection: Connection
  let origin: RunOrigin

  package init(_ connection: Connection, origin: RunOrigin) {
    self.connection = connection
    self.origin = origin
  }

  /// Takes the lab's lock and marks the runs that died as crashed.
  ///
  /// - Throws: `RunError.busy`, at once, where another run has it.
  package func takeLab(_ report: (RunProgress) -> Void) throws {
    let lock = LabLock(connection)
    guard try lock.take() else { throw RunError.busy(try lock.holder()) }
    let dead = try RunLedger(connection).declareDead()
    if !dead.isEmpty { report(.foundDead(dead)) }
  }

  package func releaseLab() {
    // A connection that broke has released it already.
    try? LabLock(connection).release()
  }

  /// Takes the lab, carries out a run that has no chunks, and gives the lab back.
  ///
  /// - Throws: `RunError.busy`, and what `body` throws.
  package func performAlone<Value>(
    job: String, businessDate: CalendarDate, report: (RunProgress) -> Void,
    _ body: (RunID) throws -> Value
  ) throws -> Value {
    try takeLab(report)
    defer { releaseLab() }
    return try perform(job: job, businessDate: businessDate, through: nil, chunks: 0, body)
  }

  /// Begins a run, carries it out and writes down how it ended.
  ///
  /// - Parameter through: the last service date it bills; nil where it bills none.
  package func perform<Value>(
    job: String, businessDate: CalendarDate, through: CalendarDate?, chunks: Int,
    _ body: (RunID) throws -> Value
  ) throws -> Value {
    let ledger = RunLedger(connection)
    let runID = try ledger.begin(
      job: job, businessDate: businessDate, through: through, chunks: chunks, origin: origin)
    do {
      let value = try body(runID)
      try RunRecovery(connection: connection, runID: runID).finish()
      return value
    } catch {
      end(runID, after: error)
      throw error
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
