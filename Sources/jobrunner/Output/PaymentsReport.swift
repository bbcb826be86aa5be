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
  /// Lines that somebody has to look at.
  var remarks: [Remark]

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

    init(_ outcome: String, _ totals: PaymentPlan.Totals, title: String) {
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

  struct Remark: Encodable {
    var line: Int
    var outcome: String
    var text: String
  }

  init(
    _ result: PaymentsResult, file: String, rejectsFile: String?, isDryRun: Bool, isRefused: Bool
  ) {
    let plan = result.plan
    self.file = file
    dryRun = isDryRun
    refused = isRefused
    runId = result.runID?.rawValue
    recordsPaid = result.recordsPaid
    outcomes = PaymentPlan.Kind.allCases.map { kind in
      Totals(kind.rawValue, plan.totals { $0 == kind }, title: kind.title)
    }
    total = Totals("total", plan.totals { _ in true }, title: "All lines")
    imported = Totals(
      "imported", isRefused ? PaymentPlan.Totals() : plan.totals(\.isImported),
      title: isDryRun ? "Would be imported" : "Imported")
    overpaidAmount = "\(plan.overpaid)"
    self.rejectsFile = rejectsFile
    remarks = plan.entries.compactMap(Remark.init)
  }

  /// Whether somebody has to look at what was done.
  var needsPerson: Bool {
    !dryRun && remarks.contains { $0.outcome != PaymentPlan.Kind.duplicate.rawValue }
  }

  /// Remarks that are printed; all of them are in the JSON, and the rejects in their file.
  private static let shownRemarks = 20

  var lines: [String] {
    var grid = TextGrid(
      ("Lines of \(file)", false), ("Lines", true), ("Gross", true), ("Fee", true), ("Net", true))
    grid.rows = outcomes.filter { $0.lines > 0 }.map(\.cells) + [total.cells, imported.cells]
    var lines = grid.lines
    for remark in remarks.prefix(Self.shownRemarks) {
      lines.append("line \(remark.line): \(remark.text)")
    }
    if remarks.count > Self.shownRemarks {
      lines.append("and \(remarks.count - Self.shownRemarks) more lines like these")
    }
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

extension PaymentsReport.Remark {
  /// nil for a line that is as it should be.
  fileprivate init?(_ entry: PaymentPlan.Entry) {
    let reference = (try? entry.line.payment.get())?.reference ?? ""
    let invoice = (try? entry.line.payment.get())?.invoiceNumber ?? ""
    let text: String
    switch entry.outcome {
    case .paid, .partlyPaid: return nil
    case .overpaid(let beyond):
      text = "\(invoice) is overpaid by \(beyond) (reference \(reference)): to be given back"
    case .duplicate: text = "reference \(reference) was imported before; skipped"
    case .unknownInvoice: text = "there is no invoice \(invoice)"
    case .contradicted(let reason), .unreadable(let reason): text = reason
    }
    self.init(line: entry.line.number, outcome: entry.outcome.kind.rawValue, text: text)
  }
}

extension PaymentPlan.Kind {
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
