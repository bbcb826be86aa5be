internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what ran, the newest first: when, for how long, for whom, and what it did.",
    discussion: """
      Moments are by the lab's clock. A run that says it is running although nobody has the lab has \
      died: the next one marks it, and goes on from what it had committed.

        jobrunner runs --limit 5
        jobrunner runs --json
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "How many to show.")
  var limit = 20

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0") }
  }

  func run() throws {
    let session = try LabSession(options, command: "runs", readOnly: true)
    let runs = try RunLedger(session.connection).listedRuns(
      limit: limit, zone: session.configuration.billing.timeZone)
    try session.show(
      ListReport(
        rows: runs, nothing: "nothing ran yet: \(LastNights.howToBegin)", object: \.json,
        grid: Self.grid))
  }

  private static func grid(_ runs: [ListedRun]) -> TextGrid {
    var grid = TextGrid(
      ("Run", true), ("Job", false), ("Of", false), ("Began", false), ("Took", true),
      ("State", false), ("Who", false), ("What it did", false))
    grid.rows = runs.map { listed -> [String] in
      let run = listed.run
      return [
        "\(run.runID)", run.job, "\(run.businessDate)", listed.started, listed.duration.words,
        listed.died ? "died" : run.state.rawValue, shown(run.person), listed.deeds,
      ]
    }
    return grid
  }
}

extension ListedRun {
  /// Why it ended, or what it did and what it wrote where.
  fileprivate var deeds: String {
    if let errorLine { return errorLine }
    let counts = [
      (run.bookingsRead, "read"), (run.recordsNew, "new"), (run.recordsChanged, "changed"),
      (run.recordsRemoved, "removed"), (run.recordsFinalized, "finalized"),
      (run.recordsInvoiced, "numbered"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let packages = run.exportsFolder.map {
      "packages of \(run.exportedPeriods.elements.joined(separator: ", ")) in \($0)"
    }
    return [counts, packages ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// One run of the ledger, for programs.
  fileprivate var json: JSONObject {
    run.json + ["died": died]
  }
}

extension BillingRun {
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
      "exports_folder": exportsFolder,
      "exported_periods": exportedPeriods.elements,
      "error": error.map(Secrets.hidden(in:)),
    ]
  }
}
