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
  var adjustedAmount: String
  var netAmount: String
  var outstandingAmount: String
  var overpaidAmount: String
  var firstNumber: String?
  var lastNumber: String?
  var openFindings: Int
  var drifted: Int
  var needsPerson: Int
  var decidedFindings: Int
  var seal: String?
  var sealedAt: String?

  init(_ overview: PeriodOverview) {
    period = "\(overview.period)"
    state = overview.isClosed ? "closed" : "open"
    drafts = overview.drafts
    finalized = overview.finalized
    invoiced = overview.invoiced
    paid = overview.paid
    finalAmount = "\(overview.finalAmount)"
    adjustedAmount = "\(overview.adjustedAmount)"
    netAmount = "\(overview.netAmount)"
    outstandingAmount = "\(overview.outstandingAmount)"
    overpaidAmount = "\(overview.overpaidAmount)"
    firstNumber = overview.firstNumber
    lastNumber = overview.lastNumber
    openFindings = overview.openFindings
    drifted = overview.drifted
    needsPerson = overview.findingsForPerson
    decidedFindings = overview.decidedFindings
    seal = overview.seal
    sealedAt = overview.sealedAt.map { "\($0)" }
  }

  static func grid(_ periods: [PeriodOverview]) -> TextGrid {
    var grid = TextGrid(
      ("Period", false), ("State", false), ("Draft", true), ("Finalized", true),
      ("Invoiced", true), ("Settled", true), ("Net amount", true), ("First number", false),
      ("Last number", false), ("Findings", true), ("Drift", true), ("Seal", false))
    grid.rows = periods.map { period in
      [
        "\(period.period)", period.isClosed ? "closed" : "open", "\(period.drafts)",
        "\(period.finalized)", "\(period.invoiced)", "\(period.paid)",
        grouped(period.netAmount), period.firstNumber ?? "–", period.lastNumber ?? "–",
        "\(period.openFindings)", "\(period.drifted)",
        period.seal.map { String($0.prefix(12)) } ?? "–",
      ]
    }
    return grid
  }
}

extension PeriodOverview {
  /// The records as they were finalized, with the notes posted into the period.
  var netAmount: PlanAmounts.Sum {
    var sum = PlanAmounts.Sum()
    sum.add(finalAmount)
    sum.add(adjustedAmount)
    return sum
  }
}
