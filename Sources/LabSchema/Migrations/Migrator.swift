package import Postgres

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Brings the schema that a connection is set to up to this version, and says where it stands.
package struct Migrator {
  /// How long a migrator waits for others.
  package struct Patience: Sendable {
    /// For another migrator of the same schema.
    package var otherMigrator = Duration.seconds(60)
    /// For the tables' locks, each try: short, because who waits for a lock makes others wait.
    package var tableLock = Duration.seconds(2)
    /// How often the tables' locks are tried for, and the pause after the first try; it doubles.
    package var tries = 6
    package var pause = Duration.milliseconds(500)

    package init() {}
  }

  /// What `apply` is doing.
  package enum Progress: Sendable {
    /// Another migrator is at work.
    case waiting
    case started(Migration, position: Int, of: Int)
    /// The tables were locked; it is tried again.
    case retrying(Migration, attempt: Int)
    case finished(Migration, took: Duration)
  }

  private let connection: Connection
  private let migrations: [Migration]
  private let patience: Patience

  /// - Parameter connection: its search path names one schema, the lab's.
  package init(
    _ connection: Connection, migrations: [Migration] = EmbeddedMigrations.all,
    patience: Patience = Patience()
  ) {
    self.connection = connection
    self.migrations = migrations
    self.patience = patience
  }

  /// Compares the ledger with the program's migrations; changes nothing.
  ///
  /// - Throws: `MigrationError.noSchema`, `.noLedger` or `.foreignLedger`.
  package func status() throws -> MigrationStatus {
    MigrationStatus(known: migrations, applied: try MigrationLedger(connection).applied())
  }

  /// Refuses a schema that is not exactly what this version needs; for every job, before it reads.
  ///
  /// - Throws: `MigrationError`, whose remedy names the command to run.
  package func check() throws {
    let ledger = try MigrationLedger(connection)
    let applied = try ledger.applied()
    let status = MigrationStatus(known: migrations, applied: applied)
    try refuseProblems(of: status, schema: ledger.schema)
    if applied.isEmpty, !migrations.isEmpty { throw MigrationError.empty(schema: ledger.schema) }
    guard status.isCurrent else {
      throw MigrationError.behind(schema: ledger.schema, pending: status.pending.map(\.name))
    }
  }

  /// Applies what is pending, each migration and its row in the ledger in one transaction, and
  /// returns what it applied: nothing where the schema was current.
  ///
  /// - Throws: `MigrationError`. The migrations before a failed one stay applied.
  @discardableResult
  package func apply(_ report: (Progress) -> Void = { _ in }) throws -> [Migration] {
    let ledger = try MigrationLedger(connection)
    try lock(ledger, report)
    do {
      let applied = try applyPending(ledger, report)
      try ledger.unlock()
      return applied
    } catch {
      // A session that cannot release the lock is a broken one, and its end releases it.
      try? ledger.unlock()
      throw error
    }
  }

  private func applyPending(
    _ ledger: MigrationLedger, _ report: (Progress) -> Void
  ) throws -> [Migration] {
    let status = MigrationStatus(known: migrations, applied: try ledger.applied())
    try refuseProblems(of: status, schema: ledger.schema)
    let versions = Set(status.pending.map(\.version))
    let pending = migrations.filter { versions.contains($0.version) }
      .sorted { $0.version < $1.version }
    for (index, migration) in pending.enumerated() {
      report(.started(migration, position: index + 1, of: pending.count))
      let duration = try applyWithRetries(migration, ledger, report)
      report(.finished(migration, took: duration))
    }
    return pending
  }

  private func applyWithRetries(
    _ migration: Migration, _ ledger: MigrationLedger, _ report: (Progress) -> Void
  ) throws -> Duration {
    var pause = patience.pause
    for attempt in 1...max(1, patience.tries) {
      do {
        return try applyOnce(migration, ledger)
      } catch let error as PostgresError {
        switch error {
        case .interrupted, .connection: throw error
        default: break
        }
        guard error.sqlState == ServerError.lockNotAvailable || error.sqlState == "40P01" else {
          throw MigrationError.failed(migration: migration.name, error)
        }
        guard attempt < patience.tries else { break }
        report(.retrying(migration, attempt: attempt + 1))
        sleep(pause)
        pause *= 2
      }
    }
    throw MigrationError.locked(migration: migration.name, tries: patience.tries)
  }

  private func applyOnce(_ migration: Migration, _ ledger: MigrationLedger) throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    return try connection.transaction {
      // 0 would be no limit at all.
      let limit = "\(max(1, patience.tableLock.wholeMilliseconds))"
      try connection.execute("select set_config('lock_timeout', \(limit), true)")
      try connection.run(script: migration.sql)
      let duration = start.duration(to: clock.now)
      try ledger.record(migration, took: duration)
      return duration
    }
  }

  /// Polls: a session that waited for the lock inside a statement would hold a snapshot that an
  /// index built concurrently waits for, and both would wait for ever.
  private func lock(_ ledger: MigrationLedger, _ report: (Progress) -> Void) throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: patience.otherMigrator)
    var hasReported = false
    while try !ledger.tryLock() {
      guard clock.now < deadline else {
        throw MigrationError.busy(schema: ledger.schema, waited: patience.otherMigrator)
      }
      if !hasReported { report(.waiting) }
      hasReported = true
      sleep(.milliseconds(100))
    }
  }

  private func refuseProblems(of status: MigrationStatus, schema: String) throws {
    let problems = status.problems
    guard problems.isEmpty else { throw MigrationError.conflict(schema: schema, problems) }
  }

  private func sleep(_ duration: Duration) {
    usleep(UInt32(clamping: duration.wholeMilliseconds * 1000))
  }
}
