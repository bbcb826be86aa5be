internal import Billing
internal import LabSchema
internal import Postgres

/// A run that is one transaction: its row in the ledger is written with its work, and goes with it.
/// So a run that has nothing to do, or is not to be kept, leaves no row; one that fails gets its row
/// afterwards.
struct WholeRun {
  private let context: RunContext
  private let origin: RunOrigin
  private let job: JobName
  private var connection: Connection { context.connection }
  /// nil until there is something to do.
  private(set) var runID: RunID?

  init(_ context: RunContext, origin: RunOrigin, job: JobName) {
    self.context = context
    self.origin = origin
    self.job = job
  }

  /// Writes down that the run begins, in the transaction of its work; a second time it has begun.
  mutating func begin() throws -> RunID {
    if let runID { return runID }
    let runID = try writeBeginning()
    self.runID = runID
    return runID
  }

  /// Writes down that it ended well, in the same transaction.
  func succeed() throws {
    if let runID { try RunLedger(connection).finish(runID, .succeeded) }
  }

  /// Writes down a run whose transaction was rolled back. Where that is not possible any more, there
  /// is no trace of it, and nothing of its work either.
  func recordFailure(_ error: any Error) {
    guard runID != nil else { return }
    connection.afterInterruption {
      guard let runID = try? writeBeginning() else { return }
      try? RunLedger(connection).finish(
        runID, RunState(endedBy: error), error: String(describing: error))
    }
  }

  private func writeBeginning() throws -> RunID {
    try RunLedger(connection).begin(
      job: job, businessDate: context.businessDate, through: nil, chunks: 0, origin: origin)
  }
}
