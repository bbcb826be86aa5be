internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

extension DataCommand {
  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what was changed, when and by whom, the newest first.",
      usage: "jobrunner data TABLE history [KEY] [OPTIONS]",
      discussion: """
        KEY is a row's id or what people call it by, also of one that was deleted; without it, the changes \
        of the whole table are shown. What a command changed is kept of every table, with who asked for it \
        and why. What the app itself changes is kept where prices depend on it: of tests their prices, of \
        offers, coupons and distance_pricing_configs what a bill is reckoned from. Secrets are ***.

          jobrunner data tests history 12
          jobrunner data coupons history NEW10 --since 2025-03-01
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var options: GlobalOptions

    @Argument(help: "The row: its id, or what people call it by.")
    var key: String?

    @Option(
      help: ArgumentHelp("None before this date or moment.", valueName: "moment"))
    var since: String?

    @Option(help: "How many to show.")
    var limit = 100

    func validate() throws {
      guard (1...1_000_000).contains(limit) else {
        throw ValidationError("--limit takes a number from 1 to 1000000")
      }
      _ = try moment
    }

    /// What `--since` says; a date is its first moment.
    private var moment: ColumnValue? {
      get throws {
        guard let since else { return nil }
        do throws(ValueFault) {
          let isDate = !since.contains { $0 == " " || $0 == "T" }
          return try ColumnValue(
            isDate ? "\(since) 00:00" : since, for: Column("changed_at", .instant))
        } catch {
          throw ValidationError("--since: \(since) \(error.problem)")
        }
      }
    }

    func run() throws {
      let session = try LabSession(options, command: "data history", readOnly: true)
      let table = try table.table
      guard LabTables.writable.contains(table) else {
        throw DataError.badRequest(
          "\(table.name) is written by the jobs, which keep its history themselves",
          remedy: "see jobrunner explain BOOKING and jobrunner runs")
      }
      let connection = session.connection
      let row = try key.map { try connection.rowWithHistory(called: $0, in: table) }
      let changes = try connection.dataChanges(
        DataChange.Selection(
          table, rows: row.map { [$0] }, since: try moment, limit: limit + 1),
        timeZone: session.configuration.billing.timeZone)
      try session.show(
        DataHistoryReport(changes: Array(changes.prefix(limit)), isCut: changes.count > limit))
    }
  }
}

/// The changes of a row or a table.
struct DataHistoryReport: Report {
  /// The newest first.
  let changes: [DataChange]
  /// Whether there are older ones that are not shown.
  let isCut: Bool

  var json: [JSONObject] { changes.map(\.json) }

  var lines: [String] {
    if changes.isEmpty { return ["no change is kept"] }
    return changes.flatMap(\.lines)
  }

  var remarks: [String] {
    isCut ? ["there are older ones: see them with a higher --limit"] : []
  }
}

extension DataChange {
  fileprivate var lines: [String] {
    let row = rowID.map { "\(table) \($0)" } ?? table
    let width = values.map(\.column.count).max() ?? 0
    return ["\(localTime)  \(row) \(kind.rawValue) \(author)\(connected)"]
      + values.map { value in
        let padding = String(repeating: " ", count: width - value.column.count)
        return "  \(value.column)\(padding)  \(shown(value))"
      }
  }

  /// Whose connection it was, where nobody is named.
  private var connected: String { person == nil ? ", connected as \(databaseUser)" : "" }

  private func shown(_ value: Value) -> String {
    func text(_ value: String?) -> String { value.map { $0.isEmpty ? "\"\"" : $0 } ?? "–" }
    return switch kind {
    case .created: text(value.after)
    case .deleted: text(value.before)
    case .updated:
      value.before == value.after
        ? "is another one" : "\(text(value.before)) → \(text(value.after))"
    }
  }
}
