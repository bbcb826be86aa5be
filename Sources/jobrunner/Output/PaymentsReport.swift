internal import Billing
internal import BillingJobs
internal import LabSchema

/// What an import of payments did, for people and for programs.
struct PaymentsReport: Encodable {
  var file: String
  var dryRun: Bool
  /// Whether nothing was imported, because lines were rejected.
  var refused: Bool
  var runId: Int64?
  var recordsPaid: Int
  var outcomes: [Totals]
  var total: Totals
  /// What was imported: gross is what customers paid, net what the gateway passes on.
  var imported: Totals
  var overpaidAmount: String
  var rejectsFile: String?
  /// Lines that somebody has to look at; in the JSON they follow the rest.
  private let remarks: PaymentsRemarks

  private enum CodingKeys: String, CodingKey {
    case file, dryRun, refused, runId, recordsPaid, outcomes, total, imported, overpaidAmount
    case rejectsFile
  }

  struct Totals: Encodable {
    var outcome: String
    var lines: Int
    var gross: String
    var fee: String
    var net: String

    private let row: [String]

    private enum CodingKeys: String, CodingKey {
      case outcome, lines, gross, fee, net
    }

    init(_ outcome: String, _ totals: PaymentsSummary.Totals, title: String) {
      self.outcome = outcome
      lines = totals.lines
      gross = "\(totals.amount)"
      fee = "\(totals.fee)"
      let net = totals.amount - totals.fee
      self.net = "\(net)"
      row = [title, "\(totals.lines)", grouped(totals.amount), grouped(totals.fee), grouped(net)]
    }

    var cells: [String] { row }
  }

  init(
    _ result: PaymentsResult, file: String, rejectsFile: String?, isDryRun: Bool, isRefused: Bool,
    remarks: PaymentsRemarks
  ) {
    let summary = result.summary
    self.file = file
    dryRun = isDryRun
    refused = isRefused
    runId = result.runID?.rawValue
    recordsPaid = result.recordsPaid
    outcomes = PaymentOutcome.Kind.allCases.map { kind in
      Totals(kind.rawValue, summary.totals { $0 == kind }, title: kind.title)
    }
    total = Totals("total", summary.totals { _ in true }, title: "All lines")
    imported = Totals(
      "imported", isRefused ? PaymentsSummary.Totals() : summary.totals(\.isImported),
      title: isDryRun ? "Would be imported" : "Imported")
    overpaidAmount = "\(summary.overpaid)"
    self.rejectsFile = rejectsFile
    self.remarks = remarks
  }

  /// Whether somebody has to look at what was done.
  var needsPerson: Bool { !dryRun && remarks.needPerson }

  func print(asJSON: Bool, to console: Console) throws {
    if let spool = remarks.spool, asJSON {
      try spool.print(self, elements: "remarks", to: console)
    } else {
      for line in lines { console.result(line) }
    }
  }

  private var lines: [String] {
    var grid = TextGrid(
      ("Lines of \(file == "-" ? "standard input" : file)", false), ("Lines", true),
      ("Gross", true), ("Fee", true), ("Net", true))
    grid.rows = outcomes.filter { $0.lines > 0 }.map(\.cells) + [total.cells, imported.cells]
    var lines = grid.lines
    lines += remarks.lines
    if let rejectsFile { lines.append("rejected lines are kept in \(rejectsFile)") }
    if dryRun {
      lines.append("nothing was changed")
    } else if refused {
      lines.append(
        "nothing was imported: correct the rejected lines, or import the others with --partial")
    } else if let runId {
      lines.append("run \(runId): \(recordsPaid) invoices are paid now")
    } else {
      lines.append("nothing new in this file")
    }
    return lines
  }
}

extension PaymentOutcome.Kind {
  fileprivate var title: String {
    switch self {
    case .paid: "Paid in full"
    case .partlyPaid: "Partly paid"
    case .overpaid: "Overpaid"
    case .duplicate: "Imported before, skipped"
    case .unknownInvoice: "Unknown invoice"
    case .contradicted: "Contradicts what is known"
    case .unreadable: "Unreadable"
    }
  }
}
