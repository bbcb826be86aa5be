internal import ArgumentParser
internal import LabSchema

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the lab's schema to this version, or show where it stands.",
    subcommands: [Apply.self, State.self])

  struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Apply what is pending.")

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(options, command: "migrate", checksSchema: false)
      let applied = try Migrator(session.connection).apply { progress in
        if case .finished(let migration, _) = progress {
          session.console.detail("applied \(migration.name)")
        }
      }
      if options.json {
        try printJSON(applied.map(\.name), to: session.console)
      } else {
        session.console.result(
          applied.isEmpty ? "the schema is current" : "applied \(applied.count) migrations")
      }
    }
  }

  struct State: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "List the migrations; exit code 78 where the schema is not current.")

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(
        options, command: "migrate", readOnly: true, checksSchema: false)
      let status = try Migrator(session.connection).status()
      if options.json {
        try printJSON(status.entries.map(MigrationReport.init), to: session.console)
      } else {
        var grid = TextGrid(("Migration", false), ("Phase", false), ("State", false))
        grid.rows = status.entries.map { entry in
          [entry.name, entry.phase.rawValue, MigrationReport(entry).state]
        }
        for line in grid.lines { session.console.result(line) }
      }
      if !status.isCurrent { throw ExitCode(78) }
    }
  }
}

/// One migration, for programs.
struct MigrationReport: Encodable {
  var version: Int32
  var name: String
  var phase: String
  var state: String

  init(_ entry: MigrationStatus.Entry) {
    version = entry.version
    name = entry.name
    phase = entry.phase.rawValue
    state =
      switch entry.state {
      case .applied: "applied"
      case .adopted: "adopted"
      case .pending: "pending"
      case .edited: "edited"
      case .missing: "missing"
      case .outOfOrder: "out of order"
      case .unknownNewer: "newer than this version"
      }
  }
}
