internal import Billing
package import Postgres

/// Brings the schema that a connection is set to up to this version, and says where it stands.
package struct Migrator {
  /// How long a migrator waits for others, and how much it does at a time.
  package struct Patience: Sendable {
    /// For another migrator of the same schema.
    package var otherMigrator = Duration.seconds(60)
    /// For the tables' locks, each try: short, because who waits for a lock makes others wait.
    /// Shorter than Postgres's `deadlock_timeout` of a second: in a knot with the app it is the
    /// migrator that gives way.
    package var tableLock = Duration.milliseconds(400)
    /// For the transactions that an index waits out while it is built; nobody waits for it.
    package var indexBuild = Duration.seconds(600)
    /// How often a lock is tried for, and the pause after the first try; it doubles up to the
    /// longest.
    package var tries = 10
    package var pause = Duration.milliseconds(250)
    package var longestPause = Duration.seconds(5)
    /// Ids of one batch of a backfill, whose rows are locked until its end. The server takes what a
    /// batch made up so far for a row or two, so that its work grows with the square of this: batches of
    /// 2000 took longer, each and altogether.
    package var batchSize = 500
    /// Hours without a booking that was written without a pet, before the contract.
    package var contractQuietHours = 24

    package init() {}
  }

  /// What `apply` is doing.
  package enum Progress: Sendable {
    /// Another migrator is at work.
    case waiting
    /// The tables of the running app were recognised and are taken over as they are.
    case adopted(Migration)
    /// Something that looks like what is about to be made, in a sentence.
    case noted(String)
    case started(Migration, position: Int, of: Int)
    /// A batch of a backfill was committed.
    case batch(Migration, BackfillProgress)
    /// Rows that the app held are left to the next backfill.
    case passedOver(Migration, rows: Int64)
    /// The tables were locked; it is tried again.
    case retrying(Migration, attempt: Int)
    case finished(Migration, took: Duration)
  }

  /// What a migrator's sessions go by in `pg_stat_activity`, and its backfills for triggers of the app's.
  package static let applicationName = "jobrunner migrate"

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
  /// - Throws: `MigrationError.noSchema` or `.foreignLedger`.
  package func status() throws -> MigrationStatus {
    let ledger = try MigrationLedger(connection)
    return MigrationStatus(
      known: migrations, applied: try ledger.applied(), backfills: try ledger.backfills())
  }

  /// Refuses a schema that is not what this version needs; for every job, before it reads. The
  /// contract may be pending: the jobs work before and after it.
  ///
  /// - Throws: `MigrationError`, whose remedy names the command to run.
  package func check() throws {
    let ledger = try MigrationLedger(connection)
    let applied = try ledger.applied()
    let status = MigrationStatus(known: migrations, applied: applied)
    try refuseProblems(of: status, schema: ledger.schema)
    if applied.isEmpty, !migrations.isEmpty {
      let tables = try ledger.labTables()
      if !tables.isEmpty { throw MigrationError.notAdopted(schema: ledger.schema, tables: tables) }
      throw MigrationError.empty(
        schema: ledger.schema, place: connection.place, elsewhere: try OtherSchema.all(connection))
    }
    guard status.isCurrent else {
      throw MigrationError.behind(schema: ledger.schema, pending: status.pending.map(\.name))
    }
    let others = try ledger.notTables()
    guard others.isEmpty else { throw MigrationError.notTables(schema: ledger.schema, others) }
  }

  /// What `apply` would do; changes nothing.
  ///
  /// - Throws: `MigrationError`, the one that `apply` would throw before it changes anything.
  package func plan(_ goal: MigrationGoal = .all) throws -> MigrationPlan {
    let ledger = try MigrationLedger(connection)
    return try plan(goal, ledger)
  }

  private func plan(_ goal: MigrationGoal, _ ledger: MigrationLedger) throws -> MigrationPlan {
    let applied = try ledger.applied()
    let status = MigrationStatus(known: migrations, applied: applied)
    try refuseProblems(of: status, schema: ledger.schema)
    let done = Set(applied.map(\.version))
    let pending = migrations.filter { !done.contains($0.version) && goal.includes($0) }
      .sorted { $0.version < $1.version }
    // A baseline that is pending on tables that are there is recognised, not created.
    let survey = try survey(migrations.filter { !done.contains($0.version) }, ledger)
    let adopts = survey?.findsBaseline ?? false
    if !adopts, pending.contains(where: { $0.kind == .backfill }) { try refuseOversizedIDs() }
    if goal == .contract { try refuseEarlyContract(pending, schema: ledger.schema) }
    // The contract walks all of them once more.
    let walked = goal == .contract && !pending.isEmpty ? migrations : pending
    return MigrationPlan(
      schema: ledger.schema, adopts: adopts, scripts: survey?.scripts ?? [:],
      gaps: survey?.gaps ?? BaselineGaps(),
      completions: survey?.completions ?? [:], steps: pending,
      isFresh: applied.isEmpty && !adopts, observations: survey?.remarks ?? [],
      encounters: try encounters(of: walked, ledger))
  }

  /// What the backfills among these meet.
  ///
  /// - Throws: `MigrationError.backfillStopped`.
  private func encounters(
    of migrations: [Migration], _ ledger: MigrationLedger
  ) throws -> [BackfillEncounter] {
    let survey = try BackfillSurvey(connection, of: migrations)
    guard survey.stopping.isEmpty else {
      throw MigrationError.backfillStopped(schema: ledger.schema, survey.stopping)
    }
    return survey.encounters
  }

  /// What is there of pending migrations already; nil where none is pending but the contract.
  ///
  /// - Throws: `MigrationError.notAdoptable`.
  private func survey(
    _ pending: [Migration], _ ledger: MigrationLedger
  ) throws -> AdoptionSurvey? {
    guard pending.contains(where: { $0.phase != .contract }) else { return nil }
    let survey = try AdoptionSurvey(
      connection, pending: pending,
      adopted: Set(try ledger.applied().filter(\.isAdopted).map(\.name)))
    guard survey.problems.isEmpty else {
      // All that has to be put right is told at once.
      let stopping = try BackfillSurvey(connection, of: pending).stopping
      throw MigrationError.notAdoptable(
        schema: ledger.schema, survey.problems + stopping.map(AdoptionProblem.stopsBackfill))
    }
    return survey
  }

  /// Applies what is pending, each migration in the way of its kind, and returns what it applied:
  /// nothing where the schema was current.
  ///
  /// - Throws: `MigrationError`. The migrations before a failed one stay applied.
  @discardableResult
  package func apply(
    _ goal: MigrationGoal = .all, _ report: @escaping (Progress) -> Void = { _ in }
  ) throws -> [Migration] {
    try alone(report) { ledger in
      let plan = try plan(goal, ledger)
      for sentence in plan.observations { report(.noted("\(sentence).")) }
      if goal == .contract { try prepareContract(plan, ledger, report) }
      for (index, migration) in plan.steps.enumerated() {
        if plan.adopts, migration.phase == .baseline {
          try runner(ledger, report).retry(migration) {
            if !plan.gaps.added.isEmpty { try connection.run(script: plan.gaps.script) }
            try ledger.record(migration, took: .zero, adopted: true)
          }
          report(.adopted(migration))
          continue
        }
        report(.started(migration, position: index + 1, of: plan.steps.count))
        let runner = runner(ledger, report)
        let duration =
          // What is there now is what counts: the steps before have run, and the app as well.
          if plan.completions[migration.version] != nil,
            let completion = try survey([migration], ledger)?.completions[migration.version]
          {
            try runner.run(completion, of: migration)
          } else {
            try runner.run(migration)
          }
        report(.finished(migration, took: duration))
      }
      return plan.steps
    }
  }

  /// Walks the backfills once more, for what the app has written the old way since; returns how many
  /// rows each of them changed.
  ///
  /// - Throws: `MigrationError`; `.behind` where one of them was not applied yet.
  package func backfill(
    _ report: @escaping (Progress) -> Void = { _ in }
  ) throws -> [(migration: Migration, rowsChanged: Int64)] {
    try alone(report) { ledger in
      let plan = try plan(.all, ledger)
      guard !plan.steps.contains(where: { $0.kind == .backfill }) else {
        throw MigrationError.behind(schema: ledger.schema, pending: plan.steps.map(\.name))
      }
      return try catchUp(ledger, report)
    }
  }

  private func catchUp(
    _ ledger: MigrationLedger, _ report: @escaping (Progress) -> Void
  ) throws -> [(migration: Migration, rowsChanged: Int64)] {
    try refuseOversizedIDs()
    _ = try encounters(of: migrations, ledger)
    return try migrations.filter { $0.kind == .backfill }.map { migration in
      (migration, try runner(ledger, report).backfill(migration, again: true))
    }
  }

  private func refuseOversizedIDs() throws {
    let found = try OversizedIDs.all(connection)
    guard found.isEmpty else { throw MigrationError.oversizedIDs(found) }
  }

  /// The contract comes last, when the app writes the new way and every booking has its pet.
  private func prepareContract(
    _ plan: MigrationPlan, _ ledger: MigrationLedger, _ report: @escaping (Progress) -> Void
  ) throws {
    guard !plan.steps.isEmpty else { return }
    _ = try catchUp(ledger, report)
    try gate.refuseBookingsWithoutPet()
  }

  private var gate: ContractGate {
    let walk = migrations.first { $0.kind == .backfill && $0.name.hasSuffix("_bookings") }
    return ContractGate(connection: connection, bookingsWalk: walk?.version ?? -1)
  }

  private func refuseEarlyContract(_ pending: [Migration], schema: String) throws {
    let others = pending.filter { $0.phase != .contract }.map(\.name)
    guard others.isEmpty else { throw MigrationError.behind(schema: schema, pending: others) }
    // Begun, it has closed the old way already; what is left is to finish it.
    guard pending.count == migrations.count(where: { $0.phase == .contract }) else { return }
    try gate.refuseOldWrites(within: patience.contractQuietHours)
    try gate.refuseNobodysBookings()
  }

  private func runner(
    _ ledger: MigrationLedger, _ report: @escaping (Progress) -> Void
  ) -> StepRunner {
    StepRunner(connection: connection, ledger: ledger, patience: patience, report: report)
  }

  private func refuseProblems(of status: MigrationStatus, schema: String) throws {
    let problems = status.problems
    guard problems.isEmpty else { throw MigrationError.conflict(schema: schema, problems) }
  }

  /// Runs `body` as the only migrator of the schema.
  private func alone<Value>(
    _ report: (Progress) -> Void, _ body: (MigrationLedger) throws -> Value
  ) throws -> Value {
    let ledger = try MigrationLedger(connection)
    let lock = MigrationLock(connection: connection, schema: ledger.schema)
    try lock.take(within: patience.otherMigrator) { report(.waiting) }
    do {
      let value = try body(ledger)
      try lock.release()
      return value
    } catch {
      // A session that cannot release the lock is a broken one, and its end releases it.
      try? lock.release()
      throw error
    }
  }
}

extension Migrator {
  /// Holds the schema's catalog against what the applied migrations say; changes nothing.
  ///
  /// - Throws: `MigrationError.noSchema`, `.foreignLedger`, `.empty`, `.notAdopted` or `.conflict`.
  package func verify() throws -> CatalogComparison {
    let ledger = try MigrationLedger(connection)
    let applied = try ledger.applied()
    try refuseProblems(
      of: MigrationStatus(known: migrations, applied: applied), schema: ledger.schema)
    if applied.isEmpty { try check() }
    return CatalogComparison(
      history: .embedded, migrations: migrations, applied: applied,
      found: try FoundObjects(connection),
      rights: try RightsSurvey(connection).problems)
  }
}
