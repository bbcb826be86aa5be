internal import Billing
internal import LabSchema
internal import Postgres

/// The chunks that a run has planned, carried out by its workers.
extension RunContext {
  /// Carries out chunks with as many workers as the settings say, or as the server takes; tells of each that
  /// is done.
  ///
  /// - Parameter done: is told what each has done, in the order in which they were committed.
  /// - Returns: the bookings that the app held.
  func carryOut(
    _ chunks: [ChunkScope], _ job: ChunkJob, runID: RunID, _ done: (ChunkPlan) -> Void
  ) throws -> [HeldBooking] {
    let planned = RunChunks(connection, of: runID)
    do {
      try recovery(of: runID).step { _ in try planned.plan(chunks) }
      let crew = ChunkCrew(runID, inOrder: settings.workers == 1)
      var told = 0
      func tell() {
        for plan in crew.takeUntold() {
          told += 1
          done(plan)
          report(.chunkDone(told, of: chunks.count, bookings: plan.counts.bookingsRead))
        }
      }
      let first = ChunkWorker(number: 1, job: job, crew: crew)
      for worker in try furtherWorkers(chunks.count, job, crew) { crew.begins(worker) }
      do { try first.work(tell) } catch { crew.fails(error) }
      crew.awaitOthers(tell)
      try crew.throwFailure()
      // One that another session had taken, none of the run's.
      try first.work(waits: true, tell)
      try recovery(of: runID).step { _ in try planned.settle() }
      return crew.held
    } catch {
      connection.afterInterruption { try? planned.settle() }
      throw error
    }
  }

  /// The workers beside the first. Where the server refuses a connection there are as many as it took: a
  /// night that takes longer is better than none.
  ///
  /// Where there is to be one there are two, which take turns: one reads its chunk while the other writes. A pooler
  /// is not asked for that, as it may have no connection to give for a long time.
  private func furtherWorkers(
    _ chunks: Int, _ job: ChunkJob, _ crew: ChunkCrew
  ) throws -> [ChunkWorker] {
    var workers: [ChunkWorker] = []
    let wanted = min(max(settings.workers, connection.serverState.isPooled ? 1 : 2), chunks)
    while workers.count + 1 < wanted {
      let number = Int32(workers.count + 2)
      do {
        let session = try connection.another()
        guard try LabLock(session, worker: number, of: crew.runID).take() else {
          throw RunLost(runID: crew.runID)
        }
        var job = job
        job.context = over(session)
        workers.append(ChunkWorker(number: number, job: job, crew: crew))
      } catch let error as PostgresError where error.interruptingSignal == nil {
        if workers.count + 1 < settings.workers {
          report(.fewerWorkers(workers.count + 1, of: settings.workers, error.description))
        }
        break
      }
    }
    return workers
  }

  /// The same on another connection, for a worker: only the run's own thread tells.
  private func over(_ connection: Connection) -> RunContext {
    RunContext(connection, settings: settings, businessDate: businessDate, exported: exported)
  }
}
