internal import Billing
internal import LabSchema

/// `invoices-….csv`: every number of the period's records in order, then the credit and debit notes
/// posted into it.
enum InvoicesFile: PackageFile {
  static let resource = "invoices"
  static let title = "Every invoice number of the period, then its credit and debit notes"
  static let primaryKey: String? = "invoice_number"
  static let step = ExportProgress.Step.invoices

  static func refersToBookings(_ references: PackageReferences) -> Bool { references.invoices }

  /// A note has only its own amount; what it settles is in the row of its invoice.
  static let columns = ReportColumns<InvoiceRow>(
    [
      .file(
        "invoice_number", .text, required: true, unique: true,
        "The number of the invoice, or of the credit or debit note."
      ) { .text($0.number) },
      .file("invoice_date", .date, required: true, "The date on the document.") {
        .date($0.date)
      },
      .file("booking_id", .identifier, required: true, "The booking it bills or corrects.") {
        ReportValue($0.bookingID)
      },
      .file("customer", .text, required: true, "The customer's name, else their number.") {
        .text($0.customer)
      },
      .file(
        "billing_date", .date, required: true, "The billing date of the booking's record."
      ) { .date($0.billingDate) },
    ]
      + Amounts.Part.allCases.map { part in
        guard let meaning = part.meaningOfInvoice else {
          return .file(
            part.column, .signedAmount, required: true,
            "What the document comes to; a credit note's is below zero."
          ) { .amount($0.amount) }
        }
        return .file(part.column, .amount, "\(meaning); empty for a note.") {
          ReportValue($0.invoice?.amounts[part])
        }
      }
      + [
        .file(
          Balance.Figure.adjusted.column, .signedAmount,
          "What credit and debit notes have changed the invoice by; empty for a note."
        ) { ReportValue($0.invoice?.adjusted) },
        .file(
          Balance.Figure.paid.column, .amount,
          "All payments matched to the invoice; empty for a note."
        ) { ReportValue($0.invoice?.paid) },
        .file(
          Balance.Figure.outstanding.column, .signedAmount,
          "Final and adjusted amount minus payments; empty for a note."
        ) { ReportValue($0.invoice?.outstanding) },
        .file(
          "status", .choice(["invoiced", "paid", "credit_note", "debit_note"]), required: true,
          "What the document is or has become."
        ) { .text($0.status) },
      ])

  static func forEachRow(
    _ reader: ExportReader, _ body: (InvoiceRow) throws -> Void
  ) throws { try reader.invoices(body) }

  static func days(of row: InvoiceRow) -> (CalendarDate?, CalendarDate?) {
    (row.postingDate, nil)
  }
}

extension InvoiceRow {
  /// The invoice's balance; nil for a note.
  fileprivate var invoice: Balance? {
    if case .invoice(let balance, _) = content { balance } else { nil }
  }

  /// What the document comes to.
  fileprivate var amount: Money {
    switch content {
    case .invoice(let balance, _): balance.amounts.final
    case .note(let amount, _): amount
    }
  }

  fileprivate var status: String {
    switch content {
    case .invoice(_, let status): status.rawValue
    case .note(_, let kind): kind.rawValue
    }
  }
}
