internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// What an import of payments did, or would do.
struct PaymentsReport: Report {
  let result: PaymentsResult
  let file: String
  let rejectsFile: String?
  let isDryRun: Bool
  /// Whether nothing was imported, because lines were rejected.
  let isRefused: Bool
  /// Lines that somebody has to look at; in the JSON they follow the rest.
  let remarks: PaymentsRemarks
  let currency: Currency

  /// A row of the table: some of the lines, and what they come to.
  private struct Row {
    var outcome: String
    var title: String
    var totals: PaymentsSummary.Totals

    /// What the gateway passes on; gross is what customers paid.
    var net: PlanAmounts.Sum { totals.amount - totals.fee }

    var json: JSONObject {
      [
        "outcome": outcome, "lines": totals.lines, "gross": totals.amount, "fee": totals.fee,
        "net": net,
      ]
    }

    func cells(_ currency: Currency) -> [String] {
      [title, "\(totals.lines)"] + [totals.amount, totals.fee, net].map(currency.text)
    }
  }

  private var outcomes: [Row] {
    PaymentOutcome.Kind.allCases.map { kind in
      Row(
        outcome: kind.rawValue, title: kind.title, totals: result.summary.totals { $0 == kind })
    }
  }

  private var total: Row {
    Row(outcome: "total", title: "All lines", totals: result.summary.totals { _ in true })
  }

  private var imported: Row {
    Row(
      outcome: "imported", title: isDryRun ? "Would be imported" : "Imported",
      totals: isRefused ? PaymentsSummary.Totals() : result.summary.totals(\.isImported))
  }

  var json: JSONObject {
    [
      "file": file,
      "dry_run": isDryRun,
      "refused": isRefused,
      "run_id": result.runID,
      "records_paid": result.recordsPaid,
      "outcomes": outcomes.map(\.json),
      "total": total.json,
      "imported": imported.json,
      "overpaid_amount": result.summary.overpaid,
      "rejects_file": rejectsFile,
    ]
  }

  /// Whether somebody has to look at what was done.
  var needsPerson: Bool { !isDryRun && remarks.needPerson }

  var quietLines: [String] { isDryRun || isRefused || needsPerson ? lines : [] }

  var lines: [String] {
    var grid = TextGrid(
      ("Lines of \(file == "-" ? "standard input" : file)", false), ("Lines", true),
      ("Gross", true), ("Fee", true), ("Net", true))
    grid.rows = (outcomes.filter { $0.totals.lines > 0 } + [total, imported])
      .map { $0.cells(currency) }
    var lines = grid.lines
    lines += remarks.lines
    if let rejectsFile { lines.append("rejected lines are kept in \(rejectsFile)") }
    if isDryRun {
      lines.append("nothing was changed")
    } else if isRefused {
      lines.append(
        "nothing was imported: correct the rejected lines, or import the others with --partial")
    } else if let runID = result.runID {
      lines.append(
        "run \(runID): \(counted(result.recordsPaid, "invoice is", "invoices are")) paid now")
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
