internal import Billing
internal import LabSchema
internal import Postgres

/// One of those who carry out the planned chunks of a run, on a connection of its own. It takes one chunk
/// after the other, until there is none left or another worker has failed.
struct ChunkWorker {
  /// From 1; the first is on the connection that has the lab.
  let number: Int32
  let job: ChunkJob
  let crew: ChunkCrew

  /// How long a chunk waits for a row that the app holds.
  static let rowPatience = Duration.seconds(2)

  private var recovery: RunRecovery {
    RunRecovery(connection: job.connection, runID: crew.runID, worker: number)
  }

  /// Carries out chunks while there are any.
  ///
  /// - Parameters:
  ///   - waits: whether a chunk that another session has is waited for.
  ///   - between: called after each chunk.
  func work(waits: Bool = false, _ between: () -> Void = {}) throws {
    while !crew.hasFailed, try carryOutNext(waits: waits) { between() }
  }

  /// Carries out one chunk: one transaction, on one snapshot, in which it is taken and marked done.
  ///
  /// - Returns: false where there was none left to be taken.
  private func carryOutNext(waits: Bool) throws -> Bool {
    // What the last try took, and was about to write: where it failed on a row, one of these.
    var taken: RunChunks.Taken?
    var decided: ChunkPlan?
    var passedOver: Set<BookingID> = []
    do {
      let plan = try recovery.step { isRepeated in
        // The commit of the try before may have come through, although nobody heard of it: the session that
        // sent it is gone by now, and by the worker's number another's work is told from its own.
        if isRepeated, let taken, let decided, try chunks.isDone(taken.place, by: number) {
          return decided as ChunkPlan?
        }
        var turn = crew.turn
        defer { turn.end() }
        return try job.connection.onSnapshot {
          (taken, decided) = (nil, nil)
          taken = try turn.take { try chunks.take(waits: waits) }
          guard let taken else { return nil }
          try job.connection.limitLockWait(Self.rowPatience)
          passedOver = crew.passedOver(in: taken.place)
          let plan = try job.bill(
            taken.scope, passingOver: passedOver, runID: crew.runID, decided: &decided,
            whenRead: turn.wait)
          try chunks.done(taken.place, by: number, plan.counts)
          return plan
        }
      }
      guard let plan else { return false }
      crew.hasDone(plan)
      return true
    } catch let error as PostgresError where error.sqlState == ServerError.lockNotAvailable {
      // The chunk is given back; whoever takes it next leaves these bookings out.
      guard let taken, let decided,
        crew.passesOver(
          try job.connection.heldBookings(of: decided.draftedBookings), in: taken.place,
          beyond: passedOver)
      else { throw error }
      return true
    }
  }

  private var chunks: RunChunks { RunChunks(job.connection, of: crew.runID) }
}
