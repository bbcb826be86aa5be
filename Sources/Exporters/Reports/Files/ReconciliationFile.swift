internal import Billing
internal import LabSchema

/// `reconciliation-….csv`: every booking and what became of it.
enum ReconciliationFile: PackageFile {
  static let resource = "reconciliation"
  static let title = "Every booking and what became of it"
  static let primaryKey: String? = "booking_id"
  static let step = ExportProgress.Step.reconciliation

  static let columns = ReportColumns<ReconciliationRow>(
    [
      .file(
        "booking_id", .identifier, required: true, unique: true, "The booking's number in the app."
      ) { ReportValue($0.bookingID) },
      .file("service_date", .date, "The day of the visit in the lab's time zone (R1).") {
        ReportValue($0.serviceDate)
      },
      .file("booking_status", .text, "The app's own word, as it is written there.") {
        ReportValue($0.bookingStatus)
      },
      .file(
        "outcome", .choice(BookingOutcome.allCases.map(\.rawValue)), required: true,
        "What became of the booking (R2)."
      ) { .text($0.outcome.rawValue) },
      .file(
        "billing_date", .date,
        "The service date or, where its month was closed, the first day of the next open one (R7)."
      ) { ReportValue($0.record?.billingDate) },
      .file(
        "billing_period", .month, "The month of the billing date: amounts are summed by it."
      ) { ReportValue($0.record?.billingPeriod) },
      .file("user_id", .identifier, "The customer's number in the app.") {
        ReportValue($0.userID)
      },
    ]
      + Amounts.Part.allCases.map { part in
        .file(part.column, .amount, is: .balance(.part(part)), part.meaning) {
          ReportValue($0.record?.balance.amounts[part])
        }
      }
      + [
        .file(
          "record_status", .choice(RecordStatus.allCases.map(\.rawValue)),
          "draft, finalized, invoiced, paid: one way, in this order."
        ) { ReportValue($0.record?.status.rawValue) },
        .file("invoice_number", .text, "Given once, to a finalized record, without gaps.") {
          ReportValue($0.record?.invoiceNumber)
        },
        .file("invoice_date", .date, "The business date of the run that gave the number.") {
          ReportValue($0.record?.invoiceDate)
        },
        .file(
          Balance.Figure.paid.column, .amount, is: .balance(.paid),
          "All payments matched to the invoice so far."
        ) { ReportValue($0.record?.balance.paid) },
        .file(
          Balance.Figure.outstanding.column, .signedAmount, is: .balance(.outstanding),
          "Final amount and notes, minus what was paid; below zero where a refund is due."
        ) { ReportValue($0.record?.balance.outstanding) },
        .file("findings", .text, "Names of the open findings, joined by a semicolon.") {
          .text($0.findings)
        },
      ])

  static func forEachRow(
    _ reader: ExportReader, _ body: (ReconciliationRow) throws -> Void
  ) throws { try reader.reconciliation(body) }

  static func days(of row: ReconciliationRow) -> (CalendarDate?, CalendarDate?) {
    (row.serviceDate, row.record?.billingDate)
  }

  static func posted(_ row: ReconciliationRow) -> (balance: Balance, date: CalendarDate)? {
    row.isPostedHere ? row.record.map { ($0.balance, $0.billingDate) } : nil
  }
}
