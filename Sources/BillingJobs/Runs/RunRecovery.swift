internal import Billing
internal import LabSchema
internal import Postgres

/// Goes on with a run whose connection was lost (a restart of the server, a session that was ended, a
/// cut cable): each of its steps is done again on a new connection, with the lab's lock, or that of a worker
/// beside it, taken anew, as long as no other run took the lab meanwhile.
struct RunRecovery {
  let connection: Connection
  let runID: RunID
  /// Which of the run's workers the connection is of; the first has the lab itself.
  var worker: Int32 = 1
  var patience = Patience()

  /// How long a run waits for its server.
  struct Patience: Sendable {
    /// Connections lost in one step before the run gives up.
    var losses = 3
    /// Pauses before the tries of one new connection.
    var pauses: [Duration] = [
      .milliseconds(100), .milliseconds(500), .seconds(2), .seconds(5), .seconds(10), .seconds(15),
    ]
    /// How long the server may take to notice that the old session is gone.
    var lockWait = Duration.seconds(10)
  }

  /// Does a step of the run, and again where the connection is lost.
  ///
  /// - Parameter step: is told whether the connection was lost during a try before: what that try
  ///   was to commit may have been committed.
  /// - Throws: what `step` throws; `RunLost` where another run has taken the lab.
  func step<Value>(_ step: (_ isRepeated: Bool) throws -> Value) throws -> Value {
    var losses = 0
    while true {
      do {
        return try step(losses > 0)
      } catch let error as PostgresError
        where error.isLostConnection && error.interruptingSignal == nil && losses < patience.losses
      {
        losses += 1
        try recover(after: error)
      }
    }
  }

  /// Writes down that the run has succeeded.
  func finish() throws {
    let ledger = RunLedger(connection)
    do {
      try step { _ in try ledger.finish(runID, .succeeded) }
    } catch let error as RunLost {
      // Where the connection broke on the way back, it is written down already.
      guard try ledger.run(runID)?.state == .succeeded else { throw error }
    }
  }

  /// The lock that the connection holds for as long as the run lasts.
  var lock: LabLock {
    worker == 1 ? LabLock(connection) : LabLock(connection, worker: worker, of: runID)
  }

  private func recover(after error: PostgresError) throws {
    let old = connection.serverProcess
    for pause in patience.pauses {
      try connection.wait(pause)
      do {
        try connection.reconnect()
        return try takeLabAgain(from: old)
      } catch let error as PostgresError where error.isLostConnection {
        continue
      }
    }
    throw error
  }

  /// Takes the lock that the old session held; where the server has not noticed that its client is
  /// gone, that session is ended.
  private func takeLabAgain(from old: Int32) throws {
    let lock = self.lock
    let clock = ContinuousClock()
    let deadline = clock.now + patience.lockWait
    while try !lock.take() {
      guard let holder = try lock.holder() else { continue }
      guard holder.serverProcess == old, clock.now < deadline else { throw RunLost(runID: runID) }
      try connection.endSession(old)
      try connection.wait(.milliseconds(100))
    }
    // A run that was declared dead meanwhile must not go on, although the lab is free again.
    guard try RunLedger(connection).run(runID)?.state == .running else {
      throw RunLost(runID: runID)
    }
  }
}
