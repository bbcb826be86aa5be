internal import Postgres

/// Runs one migration in the way of its kind, and writes its row into the ledger.
struct StepRunner {
  let connection: Connection
  let ledger: MigrationLedger
  let patience: Migrator.Patience
  let report: (Migrator.Progress) -> Void

  /// - Returns: how long it took.
  /// - Throws: `MigrationError.locked` or `.failed`; interruptions and lost connections as they are.
  func run(_ migration: Migration) throws -> Duration {
    let start = ContinuousClock.now
    switch migration.kind {
    case .expand:
      try retry(migration) {
        try connection.run(script: migration.sql)
        let checks = PassingChecks.script(after: migration)
        if !checks.isEmpty, try ledger.isAdopted { try connection.run(script: checks) }
        try guardRights()
        try ledger.record(migration, took: start.duration(to: .now))
      }
      return start.duration(to: .now)
    case .validate:
      for statement in SQLScript(migration.sql).statements {
        try withoutStatementTimeout {
          try retry(migration) { try connection.run(script: statement) }
        }
      }
    case .index:
      try withoutStatementTimeout { try buildIndexes(migration) }
    case .backfill:
      _ = try backfill(migration, again: false)
    }
    let duration = start.duration(to: .now)
    try retry(migration) { try ledger.record(migration, took: duration) }
    return duration
  }

  /// Runs what takes the place of a migration, and writes its row into the ledger at the end.
  ///
  /// - Returns: how long it took.
  func run(_ completion: Completion, of migration: Migration) throws -> Duration {
    let start = ContinuousClock.now
    for step in completion.steps {
      switch step.way {
      case .transaction:
        try retry(migration) {
          for statement in step.statements { try connection.run(script: statement) }
          try guardRights()
        }
      case .validation:
        try withoutStatementTimeout {
          try retry(migration) {
            for statement in step.statements { try connection.run(script: statement) }
          }
        }
      case .concurrentIndex:
        try withoutStatementTimeout { try buildIndexes(step.statements, of: migration) }
      }
    }
    let duration = start.duration(to: .now)
    try retry(migration) { try ledger.record(migration, took: duration, adopted: true) }
    return duration
  }

  /// Takes back what default privileges gave to others, and pins the search path of functions: what
  /// a migration makes never is anybody else's, not for a moment.
  private func guardRights() throws {
    for problem in try RightsSurvey(connection).fresh {
      try connection.run(script: problem.repair)
    }
  }

  /// Runs `body` in a transaction that gives up soon when a table is locked, and tries again.
  @discardableResult
  func retry<Value>(_ migration: Migration, _ body: () throws -> Value) throws -> Value {
    try LockRetry(connection: connection, patience: patience, migration: migration, report: report)
      .run {
        try connection.transaction {
          // 0 would be no limit at all.
          let limit = "\(max(1, patience.tableLock.wholeMilliseconds))"
          try connection.execute("select set_config('lock_timeout', \(limit), true)")
          return try body()
        }
      }
  }

  /// Reading a large table takes its time, and holds up nobody.
  private func withoutStatementTimeout(_ body: () throws -> Void) throws {
    try connection.withSetting("statement_timeout", "0", body)
  }
}

extension Connection {
  /// Runs `body` with a setting of the session changed, and sets it back.
  func withSetting<Value>(
    _ name: String, _ value: String, _ body: () throws -> Value
  ) throws -> Value {
    let before = try first("select current_setting(\(name))") { row in try row.string(0) } ?? ""
    try execute("select set_config(\(name), \(value), false)")
    let result: Value
    do {
      result = try body()
    } catch {
      // Where the session is broken there is nothing to set back.
      _ = try? execute("select set_config(\(name), \(before), false)")
      throw error
    }
    try execute("select set_config(\(name), \(before), false)")
    return result
  }
}
