internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// The lines of a settlement that somebody has to look at: all of them for programs, on the disk
/// until they are printed, and the first few for people.
final class PaymentsRemarks {
  /// Where programs want them.
  let spool: JSONSpool?
  private(set) var first: [Remark] = []
  private(set) var count = 0
  /// Whether one of them is more than a payment that was imported before.
  private(set) var needPerson = false

  /// Remarks that are printed; all of them are in the JSON, and the rejects in their file.
  private static let shown = 20

  struct Remark {
    var line: Int
    var outcome: String
    var text: String

    var json: JSONObject { ["line": line, "outcome": outcome, "text": text] }
  }

  /// - Parameter spoolFolder: where they are kept for a program; nil for people.
  init(spoolFolder: String?) throws {
    spool = try spoolFolder.map { try JSONSpool(folder: $0) }
  }

  func add(_ entry: PaymentEntry) throws {
    guard let remark = Remark(entry) else { return }
    count += 1
    if entry.outcome != .duplicate { needPerson = true }
    if let spool {
      try spool.add(remark.json)
    } else if first.count < Self.shown {
      first.append(remark)
    }
  }

  var lines: [String] {
    let lines = first.map { "line \($0.line): \($0.text)" }
    return count > first.count
      ? lines + [
        "and \(counted(count - first.count, "more line like it", "more lines like these"))"
      ] : lines
  }
}

extension PaymentsRemarks.Remark {
  /// nil for a line that is as it should be.
  fileprivate init?(_ entry: PaymentEntry) {
    let reference = entry.line.settled?.reference.text ?? ""
    let invoice = entry.line.settled?.invoiceNumber ?? ""
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
