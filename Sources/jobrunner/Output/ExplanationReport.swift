internal import Billing
internal import BillingJobs
internal import LabSchema

/// Everything that can be said of a booking's amount, for programs.
struct ExplanationReport: Encodable {
  var bookingId: Int32
  var bookingStatus: String?
  var record: Flat<Record, TextMembers>?
  /// What the record calls its customer; of an invoice, what it was issued with.
  var customer: String?
  /// As the record kept it; its members are those of `billing_records.pricing`.
  var pricing: Explanation?
  /// What a run would do about the booking now.
  var today: PlannedBookingReport?
  var findings: [FindingReport]
  var history: [Entry]

  struct Record: Encodable {
    var status: String
    var billingDate: String
    var billingPeriod: String
    var invoiceNumber: String?
    var invoiceDate: String?
    var paidDate: String?
    var fingerprint: String
  }

  struct Entry: Encodable {
    var kind: String
    var happenedAt: String
    var runId: Int64
    var job: String
    var person: String?
    var amount: String
    var number: String?
    var note: String?
  }

  init(_ explanation: BookingExplanation) {
    bookingId = explanation.bookingID.rawValue
    bookingStatus = explanation.status
    record = explanation.record.map { record in
      Flat(
        Record(
          status: record.status.rawValue, billingDate: "\(record.billingDate)",
          billingPeriod: "\(record.billingPeriod)", invoiceNumber: record.invoiceNumber,
          invoiceDate: record.invoiceDate.map { "\($0)" },
          paidDate: record.paidDate.map { "\($0)" }, fingerprint: record.fingerprint),
        TextMembers(Balance.Figure.allCases.map { ($0.column, explanation.text($0, record)) }))
    }
    customer = explanation.customer
    pricing = explanation.pricing
    today = explanation.today.map(PlannedBookingReport.init)
    findings = explanation.findings.map(FindingReport.init)
    history = explanation.history.map { entry in
      Entry(
        kind: entry.kind.rawValue, happenedAt: "\(entry.happenedAt)",
        runId: entry.runID.rawValue, job: entry.job, person: entry.person,
        amount: "\(entry.amount)", number: entry.number, note: entry.note)
    }
  }
}

extension BookingExplanation {
  /// A figure of the booking's record: sums of notes and payments can pass what an amount holds.
  fileprivate func text(_ figure: Balance.Figure, _ record: BillingRecord) -> String {
    switch figure {
    case .part(let part): "\(record.amounts[part])"
    case .adjusted: plain(adjusted)
    case .paid: plain(paid)
    case .outstanding: plain(outstanding)
    }
  }
}
