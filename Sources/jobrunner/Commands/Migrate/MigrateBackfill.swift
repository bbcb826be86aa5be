internal import ArgumentParser
internal import LabSchema

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
  var lines: [String] { walked.map { "\($0.migration.name): \($0.rowsChanged) rows changed" } }
}
