internal import Postgres

/// The lock that only one migrator of a schema holds. The session holds it until it is released, so
/// that no transaction stays open for it.
struct MigrationLock {
  let connection: Connection
  let schema: String

  /// Polls: a session that waited for the lock inside a statement would hold a snapshot that an
  /// index built concurrently waits for, and both would wait for ever.
  ///
  /// - Parameter waiting: called once, where another migrator has it.
  /// - Throws: `MigrationError.busy` after `limit`.
  func take(within limit: Duration, waiting: () -> Void) throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: limit)
    var isFirst = true
    while try !tryOnce() {
      guard clock.now < deadline else {
        throw MigrationError.busy(schema: schema, waited: limit)
      }
      if isFirst { waiting() }
      isFirst = false
      try connection.wait(.milliseconds(100))
    }
  }

  private func tryOnce() throws -> Bool {
    try connection.first(
      "select pg_try_advisory_lock(hashtextextended(\(name), 0))"
    ) { row in try row.bool(0) } ?? false
  }

  func release() throws {
    try connection.execute("select pg_advisory_unlock(hashtextextended(\(name), 0))")
  }

  private var name: String { "jobrunner migrate \(schema)" }
}

extension Duration {
  /// For the settings and columns that count in milliseconds.
  var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
