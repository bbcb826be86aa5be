internal import ArgumentParser
internal import LabSchema

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show where each billing period stands.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try LabSession(options, command: "status", readOnly: true)
    let periods = try session.connection.periodOverviews()
    if options.json {
      try printJSON(periods.map(PeriodReport.init), to: session.console)
    } else if periods.isEmpty {
      session.console.result("no billing yet: jobrunner nightly begins it")
    } else {
      for line in PeriodReport.grid(periods).lines { session.console.result(line) }
    }
  }
}

/// One billing period, for people and for programs.
struct PeriodReport: Encodable {
  var period: String
  var state: String
  var drafts: Int
  var finalized: Int
  var invoiced: Int
  var paid: Int
  var finalAmount: String
  var firstNumber: String?
  var lastNumber: String?
  var openFindings: Int
  var drifted: Int

  init(_ overview: PeriodOverview) {
    period = "\(overview.period)"
    state = overview.isClosed ? "closed" : "open"
    drafts = overview.drafts
    finalized = overview.finalized
    invoiced = overview.invoiced
    paid = overview.paid
    finalAmount = "\(overview.finalAmount)"
    firstNumber = overview.firstNumber
    lastNumber = overview.lastNumber
    openFindings = overview.openFindings
    drifted = overview.drifted
  }

  static func grid(_ periods: [PeriodOverview]) -> TextGrid {
    var grid = TextGrid(
      ("Period", false), ("State", false), ("Draft", true), ("Finalized", true),
      ("Invoiced", true), ("Paid", true), ("Final amount", true), ("First number", false),
      ("Last number", false), ("Findings", true), ("Drift", true))
    grid.rows = periods.map { period in
      [
        "\(period.period)", period.isClosed ? "closed" : "open", "\(period.drafts)",
        "\(period.finalized)", "\(period.invoiced)", "\(period.paid)",
        grouped(period.finalAmount), period.firstNumber ?? "–", period.lastNumber ?? "–",
        "\(period.openFindings)", "\(period.drifted)",
      ]
    }
    return grid
  }
}
