internal import BillingJobs
internal import LabSchema

/// Everything that can be said of a booking's amount, for programs.
struct ExplanationReport: Encodable {
  var bookingId: Int32
  var bookingStatus: String?
  var record: Record?
  /// What the record calls its customer; of an invoice, what it was issued with.
  var customer: String?
  /// As the record kept it; its members are those of `billing_records.pricing`.
  var pricing: PricingExplanation?
  /// What a run would do about the booking now.
  var today: PlannedBookingReport?
  var findings: [FindingReport]
  var history: [Entry]

  struct Record: Encodable {
    var status: String
    var baseAmount: String
    var discountAmount: String
    var distanceCharge: String
    var finalAmount: String
    var adjustedAmount: String
    var paidAmount: String
    var outstandingAmount: String
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
      Record(
        status: record.status.rawValue, baseAmount: "\(record.baseAmount)",
        discountAmount: "\(record.discountAmount)", distanceCharge: "\(record.distanceCharge)",
        finalAmount: "\(record.finalAmount)", adjustedAmount: plain(explanation.adjusted),
        paidAmount: plain(explanation.paid), outstandingAmount: plain(explanation.outstanding),
        billingDate: "\(record.billingDate)",
        billingPeriod: "\(record.billingPeriod)", invoiceNumber: record.invoiceNumber,
        invoiceDate: record.invoiceDate.map { "\($0)" },
        paidDate: record.paidDate.map { "\($0)" }, fingerprint: record.fingerprint)
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
