internal import Postgres

/// Tries something again for as long as other sessions keep the tables locked, with a pause that
/// grows, and a bounded number of times.
struct LockRetry {
  let connection: Connection
  let patience: Migrator.Patience
  let migration: Migration
  let report: (Migrator.Progress) -> Void

  /// - Throws: `MigrationError.locked` after the last try, `.failed` with any other refusal of the
  ///   server's.
  func run<Value>(_ body: () throws -> Value) throws -> Value {
    var wait = patience.pause
    for attempt in 1...max(1, patience.tries) {
      do {
        return try body()
      } catch let error as PostgresError {
        switch error {
        case .interrupted, .connection: throw error
        default: break
        }
        guard error.isLockConflict else {
          throw MigrationError.failed(migration: migration.name, error)
        }
        guard attempt < patience.tries else { break }
        report(.retrying(migration, attempt: attempt + 1))
        try connection.wait(wait)
        wait = min(wait * 2, patience.longestPause)
      }
    }
    throw MigrationError.locked(migration: migration.name, tries: patience.tries)
  }
}

extension PostgresError {
  /// Whether other sessions' locks are the cause: no lock in time, or a deadlock.
  fileprivate var isLockConflict: Bool {
    sqlState == ServerError.lockNotAvailable || sqlState == ServerError.deadlockDetected
  }
}
