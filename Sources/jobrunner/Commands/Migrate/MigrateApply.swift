internal import ArgumentParser
internal import LabSchema
internal import PlainText

struct MigrateApply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Apply what is pending.",
    discussion: """
      Run it again after an interruption: it goes on where it was. Locks are waited for a short \
      while and tried for again, so that the app never waits long behind a migration.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var goal: MigrationGoalOptions

  func run() throws {
    let session = try LabSession(options, command: "migrate", for: .schema)
    let reporter = MigrationReporter(session.console)
    let applied = try session.migrator.apply(goal.goal, reporter.report)
    if options.json { return try session.console.show(applied.map(\.name)) }
    session.console.account(Self.summary(applied, goal.goal))
    // Before the last phase migrate roles could not give them anything.
    if case .phase = goal.goal { return }
    try session.sayAppRolesWithoutRights()
  }

  static func summary(_ applied: [Migration], _ goal: MigrationGoal) -> String {
    switch (applied.count, goal) {
    case (0, .contract): "the contract was applied before"
    case (0, .phase(let phase)): "the schema is current up to \(phase)"
    case (0, .all): "the schema is current"
    case (let count, _): "applied \(counted(count, "migration"))"
    }
  }
}

struct MigrateBackfill: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Give rows the app wrote the old way since what the new way expects.",
    discussion: """
      apply does this once, and apply --contract once more. In between, as long as the app does \
      not write pets, its new bookings can be caught up with this. Run twice it changes nothing.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try LabSession(options, command: "migrate", for: .schema)
    let reporter = MigrationReporter(session.console)
    let walked = try session.migrator.backfill(reporter.report)
    try session.show(BackfillReport(walked: walked))
  }
}

/// How many rows each backfill changed.
private struct BackfillReport: Report {
  let walked: [(migration: Migration, rowsChanged: Int64)]

  var json: JSONObject { JSONObject(walked.map { ($0.migration.name, $0.rowsChanged) }) }
  var lines: [String] {
    walked.map { "\($0.migration.name): \(counted($0.rowsChanged, "row")) changed" }
  }
  var quietLines: [String] { [] }
}
