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
    try session.show(MigrationReport(status: status))
    if !status.isCurrent { throw ExitCode(.notConfigured) }
  }
}

/// Where each migration stands.
private struct MigrationReport: Report {
  let status: MigrationStatus

  var json: [JSONObject] { status.entries.map(\.json) }

  var lines: [String] {
    var grid = TextGrid(
      ("Migration", false), ("Phase", false), ("State", false), ("Rows changed", true))
    grid.rows = status.entries.map { entry in
      [
        entry.name, entry.phase.rawValue, entry.stateWords,
        entry.backfill.map { "\($0.rowsChanged)" } ?? "",
      ]
    }
    return grid.lines
  }

  var remarks: [String] {
    if !status.pending.isEmpty {
      ["\(status.pending.count) pending: jobrunner migrate plan"]
    } else if !status.pendingContract.isEmpty {
      ["the contract is left for when the app is ready: jobrunner migrate apply --contract"]
    } else {
      []
    }
  }
}

extension MigrationStatus.Entry {
  fileprivate var json: JSONObject {
    [
      "version": version,
      "name": name,
      "phase": phase.rawValue,
      "state": stateWords,
      "rows_changed": backfill?.rowsChanged,
      "last_id": backfill?.lastID,
    ]
  }

  fileprivate var stateWords: String {
    switch state {
    case .applied: "applied"
    case .adopted: "adopted"
    case .pending where phase == .contract: "when the app is ready"
    case .pending: backfill == nil ? "pending" : "begun"
    case .edited: "edited"
    case .missing: "missing"
    case .outOfOrder: "out of order"
    case .unknownNewer: "newer than this version"
    }
  }
}
