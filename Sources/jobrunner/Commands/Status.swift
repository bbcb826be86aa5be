internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show when the last night ended well, and where each billing period stands.",
    discussion: """
      The net amount is that of the period's records with the credit and debit notes posted into \
      it. Settled are the invoices that were paid and those of which nothing is to \
      be paid. Findings are the open ones, as the Summary sheet counts them, drift among them; those \
      that somebody released or accepted are not. The seal is the SHA-256 of the closed \
      month's manifest.json, its first digits here and all of them with --json.

      With --max-age it says in one line whether the last good night is recent enough, for people and \
      for Nagios: OK, or LATE and exit code 2. A good night is a nightly run that succeeded, also one \
      that found something for a person; the line says so then. What counts is when it ended by the \
      clock of the database's server, not its business date.

        jobrunner status
        jobrunner status --max-age 26h
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    name: .customLong("max-age"),
    help: ArgumentHelp(
      "End with 2 where the last good night ended longer ago: 90m, 26h, 2d.",
      valueName: "26h"))
  var maxAge: TimeSpan?

  func run() throws {
    guard let maxAge else { return try showPeriods() }
    do {
      let session = try LabSession(options, command: "status", readOnly: true)
      let report = NightAgeReport(nights: try session.lastNights(), maxAge: maxAge.duration)
      try session.show(report)
      if report.isLate { throw ExitCode(.late) }
    } catch let error where !(error is ExitCode) {
      // Who watches shows standard output, and not what went wrong on standard error.
      if !options.json {
        options.console.result(NightAgeReport.line("UNKNOWN", Failure(error).message))
      }
      throw error
    }
  }

  private func showPeriods() throws {
    let session = try LabSession(options, command: "status", readOnly: true)
    let periods = try session.connection.periodOverviews()
    try session.show(
      StatusReport(nights: session.lastNights(), periods: periods, currency: session.currency))
  }
}

extension LabSession {
  /// What became of the lab's nights, by its own clock.
  func lastNights() throws -> LastNights {
    try connection.lastNights(zone: configuration.billing.timeZone)
  }
}

/// How the nights went, and where each period stands. Programs get the periods; of the nights they are told
/// with --max-age.
private struct StatusReport: Report {
  let nights: LastNights
  let periods: [PeriodOverview]
  let currency: Currency

  var json: [JSONObject] { periods.map(\.json) }

  var lines: [String] {
    nights.lines + (periods.isEmpty ? [] : [""] + PeriodOverview.grid(periods, currency).lines)
  }
}

extension PeriodOverview {
  private var state: String { isClosed ? "closed" : "open" }

  /// One billing period, for programs.
  fileprivate var json: JSONObject {
    [
      "period": period,
      "state": state,
      "drafts": drafts,
      "finalized": finalized,
      "invoiced": invoiced,
      "paid": paid,
      "final_amount": finalAmount,
      "adjusted_amount": adjustedAmount,
      "net_amount": netAmount,
      "outstanding_amount": outstandingAmount,
      "overpaid_amount": overpaidAmount,
      "first_number": firstNumber,
      "last_number": lastNumber,
      "open_findings": openFindings,
      "drifted": drifted,
      "needs_person": findingsForPerson,
      "decided_findings": decidedFindings,
      "seal": seal,
      "sealed_at": sealedAt,
    ]
  }

  /// Billing periods, for people.
  static func grid(_ periods: [PeriodOverview], _ currency: Currency) -> TextGrid {
    var grid = TextGrid(
      ("Period", false), ("State", false), ("Draft", true), ("Finalized", true),
      ("Invoiced", true), ("Settled", true), ("Net amount", true), ("First number", false),
      ("Last number", false), ("Findings", true), ("Drift", true), ("Seal", false))
    grid.rows = periods.map { period in
      [
        "\(period.period)", period.state, "\(period.drafts)", "\(period.finalized)",
        "\(period.invoiced)", "\(period.paid)", currency.text(period.netAmount),
        shown(period.firstNumber), shown(period.lastNumber), "\(period.openFindings)",
        "\(period.drifted)", shown(period.seal?.prefix(12)),
      ]
    }
    return grid
  }

  /// The records as they were finalized, with the notes posted into the period.
  private var netAmount: PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    sum.add(finalAmount)
    sum.add(adjustedAmount)
    return sum
  }
}
