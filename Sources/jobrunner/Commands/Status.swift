internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show where each billing period stands.",
    discussion: """
      The net amount is that of the period's records with the credit and debit notes posted into \
      it. Settled are the invoices that were paid and those of which nothing is to \
      be paid. Findings are the open ones, as the Summary sheet counts them, drift among them; those \
      that somebody released or accepted are not. The seal is the SHA-256 of the closed \
      month's manifest.json, its first digits here and all of them with --json.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try LabSession(options, command: "status", readOnly: true)
    let periods = try session.connection.periodOverviews()
    try session.show(
      ListReport(
        rows: periods, nothing: "no billing yet: jobrunner nightly begins it", object: \.json
      ) { PeriodOverview.grid($0, session.currency) })
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
