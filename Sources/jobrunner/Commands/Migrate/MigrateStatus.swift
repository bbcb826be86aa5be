internal import ArgumentParser
internal import Billing
internal import LabSchema

struct MigrateStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "List the migrations; exit code 78 where the schema is not current.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try LabSession(
      options, command: "migrate", readOnly: true, for: .schema)
    let status = try session.migrator.status()
    if options.json {
      try printJSON(status.entries.map(MigrationReport.init), to: session.console)
    } else {
      var grid = TextGrid(
        ("Migration", false), ("Phase", false), ("State", false), ("Rows changed", true))
      grid.rows = status.entries.map { entry in
        [
          entry.name, entry.phase.rawValue, MigrationReport(entry).state,
          entry.backfill.map { "\($0.rowsChanged)" } ?? "",
        ]
      }
      for line in grid.lines { session.console.result(line) }
      if !status.pending.isEmpty {
        session.console.log("\(status.pending.count) pending: jobrunner migrate plan")
      } else if !status.pendingContract.isEmpty {
        session.console.log(
          "the contract is left for when the app is ready: jobrunner migrate apply --contract")
      }
    }
    if !status.isCurrent { throw ExitCode(.notConfigured) }
  }
}

/// One migration, for programs.
struct MigrationReport: Encodable {
  var version: Int32
  var name: String
  var phase: String
  var state: String
  var rowsChanged: Int64?
  var lastId: Int64?

  init(_ entry: MigrationStatus.Entry) {
    version = entry.version
    name = entry.name
    phase = entry.phase.rawValue
    rowsChanged = entry.backfill?.rowsChanged
    lastId = entry.backfill?.lastID
    state =
      switch entry.state {
      case .applied: "applied"
      case .adopted: "adopted"
      case .pending where entry.phase == .contract: "when the app is ready"
      case .pending: entry.backfill == nil ? "pending" : "begun"
      case .edited: "edited"
      case .missing: "missing"
      case .outOfOrder: "out of order"
      case .unknownNewer: "newer than this version"
      }
  }
}
