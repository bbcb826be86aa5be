internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show why a booking costs what it does.",
    discussion: """
      The calculation from what the record kept, each line with its rule; whether today's data would \
      give the same, and why not, with who changed a price since; and which runs wrote, finalized, numbered \
      and settled it.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "A booking's ID, or the number of an invoice, credit or debit note.")
  var subject: String

  func run() throws {
    let session = try LabSession(options, command: "explain", readOnly: true)
    let job = ExplainJob(try session.runContext())
    guard let explanation = try job.explain(subject) else {
      throw NoSuchBooking(subject: subject)
    }
    try session.show(ExplanationReport(explanation: explanation, currency: session.currency))
  }
}

/// Everything that can be said of a booking's amount.
struct ExplanationReport: Report {
  let explanation: BookingExplanation
  let currency: Currency

  var lines: [String] { ExplanationText(explanation, currency).lines }

  var json: JSONObject {
    [
      "booking_id": explanation.bookingID,
      "booking_status": explanation.status,
      "record": explanation.record.map(json(of:)),
      // What the record calls its customer; of an invoice, what it was issued with.
      "customer": explanation.customer,
      // As the record kept it; its members are those of `billing_records.pricing`.
      "pricing": explanation.pricing,
      // What a run would do about the booking now.
      "today": explanation.today?.json,
      "findings": explanation.findings.map(\.json),
      "history": explanation.history.map(json(of:)),
      // What was changed of tests, offers and distance prices since they said what the record says.
      "price_changes": explanation.priceChanges.map { price in
        ["called": price.called] + price.change.json
      },
    ]
  }

  private func json(of record: BillingRecord) -> JSONObject {
    [
      "status": record.status.rawValue,
      "billing_date": record.billingDate,
      "billing_period": record.billingPeriod,
      "invoice_number": record.invoiceNumber,
      "invoice_date": record.invoiceDate,
      "paid_date": record.paidDate,
      "fingerprint": record.fingerprint,
    ] + JSONObject(Balance.Figure.allCases.map { ($0.column, explanation.value($0, record)) })
  }

  private func json(of entry: RecordHistoryEntry) -> JSONObject {
    [
      "kind": entry.kind.rawValue,
      "happened_at": entry.happenedAt,
      "run_id": entry.runID,
      "job": entry.job,
      "person": entry.person,
      "amount": entry.amount,
      "number": entry.number,
      "note": entry.note,
    ]
  }
}

extension BookingExplanation {
  /// A figure of the booking's record: sums of notes and payments can pass what an amount holds.
  fileprivate func value(_ figure: Balance.Figure, _ record: BillingRecord) -> any JSONValue {
    switch figure {
    case .part(let part): record.amounts[part]
    case .adjusted: adjusted
    case .paid: paid
    case .outstanding: outstanding
    }
  }
}
