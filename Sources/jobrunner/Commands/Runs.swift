internal import ArgumentParser
internal import Billing
internal import LabSchema

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what ran, the newest first.")

  @OptionGroup var options: GlobalOptions

  @Option(help: "How many to show.")
  var limit = 20

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0") }
  }

  func run() throws {
    let session = try LabSession(options, command: "runs", readOnly: true)
    let runs = try RunLedger(session.connection).runs(limit: limit)
    try session.show(ListReport(rows: runs, object: \.json, grid: Self.grid))
  }

  private static func grid(_ runs: [BillingRun]) -> TextGrid {
    var grid = TextGrid(
      ("Run", true), ("Job", false), ("Business date", false), ("State", false), ("Person", false),
      ("Read", true), ("New", true), ("Changed", true), ("Finalized", true), ("Invoiced", true),
      ("Note", false))
    grid.rows = runs.map { (run: BillingRun) -> [String] in
      [
        "\(run.runID)", run.job, "\(run.businessDate)", run.state.rawValue, shown(run.person),
        "\(run.bookingsRead)", "\(run.recordsNew)", "\(run.recordsChanged)",
        "\(run.recordsFinalized)", "\(run.recordsInvoiced)", run.error ?? "",
      ]
    }
    return grid
  }
}

extension BillingRun {
  /// One run of the ledger, for programs.
  fileprivate var json: JSONObject {
    [
      "run_id": runID,
      "job": job,
      "business_date": businessDate,
      "state": state.rawValue,
      "person": person,
      "os_user": osUser,
      "host": host,
      "process_id": processID,
      "program_version": programVersion,
      "arguments": arguments.elements.map(Secrets.hidden(in:)),
      "started_at": startedAt,
      "finished_at": finishedAt,
      "bookings_read": bookingsRead,
      "records_created": recordsNew,
      "records_updated": recordsChanged,
      "records_removed": recordsRemoved,
      "records_finalized": recordsFinalized,
      "records_invoiced": recordsInvoiced,
      "error": error.map(Secrets.hidden(in:)),
    ]
  }
}
