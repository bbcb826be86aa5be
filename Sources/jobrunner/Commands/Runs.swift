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
    if options.json {
      try printJSON(runs.map(RunReport.init), to: session.console)
      return
    }
    var grid = TextGrid(
      ("Run", true), ("Job", false), ("Business date", false), ("State", false), ("Person", false),
      ("Read", true), ("New", true), ("Changed", true), ("Finalized", true), ("Invoiced", true),
      ("Note", false))
    grid.rows = runs.map { (run: BillingRun) -> [String] in
      [
        "\(run.runID)", run.job, "\(run.businessDate)", run.state.rawValue, run.person ?? "–",
        "\(run.bookingsRead)", "\(run.recordsCreated)", "\(run.recordsUpdated)",
        "\(run.recordsFinalized)", "\(run.recordsInvoiced)", run.error ?? "",
      ]
    }
    for line in grid.lines { session.console.result(line) }
  }
}

/// One run of the ledger, for programs.
struct RunReport: Encodable {
  var runId: Int64
  var job: String
  var businessDate: String
  var state: String
  var person: String?
  var osUser: String?
  var host: String?
  var processId: Int32?
  var programVersion: String?
  var arguments: [String]
  var startedAt: String
  var finishedAt: String?
  var bookingsRead: Int64
  var recordsCreated: Int64
  var recordsUpdated: Int64
  var recordsRemoved: Int64
  var recordsFinalized: Int64
  var recordsInvoiced: Int64
  var error: String?

  init(_ run: BillingRun) {
    runId = run.runID.rawValue
    job = run.job
    businessDate = "\(run.businessDate)"
    state = run.state.rawValue
    person = run.person
    osUser = run.osUser
    host = run.host
    processId = run.processID
    programVersion = run.programVersion
    arguments = run.arguments.elements.map(Secrets.hidden(in:))
    startedAt = "\(run.startedAt)"
    finishedAt = run.finishedAt.map { "\($0)" }
    bookingsRead = run.bookingsRead
    recordsCreated = run.recordsCreated
    recordsUpdated = run.recordsUpdated
    recordsRemoved = run.recordsRemoved
    recordsFinalized = run.recordsFinalized
    recordsInvoiced = run.recordsInvoiced
    error = run.error.map(Secrets.hidden(in:))
  }
}
