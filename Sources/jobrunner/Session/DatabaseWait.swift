internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import Postgres

/// Tries again, twice a second until its time is over, what only time can mend: a database that is
/// starting.
final class DatabaseWait {
  /// What is waited for.
  enum Goal: String, CaseIterable, ExpressibleByArgument {
    /// That the server lets this user into the database.
    case connection
    /// That the lab's schema is what this version needs, too.
    case schema
  }

  let goal: Goal
  private let limit: Duration
  private let console: Console
  private let start = ContinuousClock.now
  private var isAnnounced = false
  private static let pause = Duration.milliseconds(500)

  init(for goal: Goal, upTo limit: Duration, _ console: Console) {
    (self.goal, self.limit, self.console) = (goal, limit, console)
  }

  /// How long it has waited.
  var waited: Duration { .now - start }

  private var left: Duration { max(.zero, limit - waited) }

  /// Returns the session of the first attempt that meets the goal.
  ///
  /// - Throws: `Failure` (69) with what was last wrong, when the time is over; at once whatever waiting
  ///   cannot mend.
  func connect(
    _ options: ConnectionOptions, _ interruption: Interruption,
    _ attempt: (ConnectionOptions) throws -> Connection
  ) throws -> Connection {
    defer { console.endProgress() }
    while true {
      let options = bounded(options)
      do {
        let connection = try attempt(options)
        if goal == .schema { try Migrator(connection).check() }
        return connection
      } catch {
        let failure = Failure(error)
        guard mayPass(error, options) else { throw error }
        guard left > .zero else { throw timeOver(failure) }
        tell(failure)
      }
      try interruption.wait(min(Self.pause, left))
    }
  }

  /// No attempt may outlast the time by more than the two seconds that libpq needs at least.
  private func bounded(_ options: ConnectionOptions) -> ConnectionOptions {
    var options = options
    let seconds = Int(clamping: left.inSeconds)
    options.connectTimeout = min(options.connectTimeout, max(2, seconds))
    options.statementTimeout = min(options.statementTimeout, max(1, min(seconds, 60)) * 1000)
    options.lockTimeout = 1000
    return options
  }

  /// Whether the same attempt can succeed later, without anybody changing what it was given.
  private func mayPass(_ error: any Error, _ options: ConnectionOptions) -> Bool {
    switch error {
    case MigrationError.noSchema, MigrationError.notAdopted, MigrationError.empty,
      MigrationError.behind:
      true
    case let error as PostgresError where error.interruptingSignal != nil: false
    // Who migrates gives the rights after the tables.
    case let error as PostgresError where error.sqlState == ServerError.insufficientPrivilege:
      goal == .schema
    // One that would be refused once more is told of at once; when the time is over all are.
    case PostgresError.connection where left > .zero: !options.isHopeless
    default:
      [ExitStatus.unavailable, .tryLater].map(\.rawValue).contains(Failure(error).exitCode)
    }
  }

  private func timeOver(_ last: Failure) -> Failure {
    Failure(
      .unavailable, "waited \(limit.words) in vain: \(last.message)", last.remedy,
      details: last.details)
  }

  private func tell(_ failure: Failure) {
    if !isAnnounced { console.log(.waitingForDatabase(failure.message, upTo: limit)) }
    isAnnounced = true
    let seconds = Duration.seconds(left.inSeconds)
    console.progress(Progress(what: "waiting, \(seconds.words) left: \(failure.message)"))
  }
}
