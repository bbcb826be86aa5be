internal import LabSchema

/// `invoices-….csv`: every number of the period's records in order, then the credit and debit notes
/// posted into it.
enum InvoicesFile: PackageFile {
  static let resource = "invoices"
  static let title = "Every invoice number of the period, then its credit and debit notes"

  static let columns = [
    FileColumn(
      "invoice_number", .text, required: true, unique: true,
      "The number of the invoice, or of the credit or debit note."),
    FileColumn("invoice_date", .date, required: true, "The date on the document."),
    FileColumn("booking_id", .identifier, required: true, "The booking it bills or corrects."),
    FileColumn("customer", .text, required: true, "The customer's name, else their number."),
    FileColumn("billing_date", .date, required: true, "The billing date of the booking's record."),
    FileColumn("base_amount", .amount, "Sum of the lines; empty for a note."),
    FileColumn("discount_amount", .amount, "From offers and coupons; empty for a note."),
    FileColumn("distance_charge", .amount, "The home visit; empty for a note."),
    FileColumn(
      "final_amount", .amount(mayBeNegative: true), required: true,
      "What the document comes to; a credit note's is below zero."),
    FileColumn(
      "adjusted_amount", .amount(mayBeNegative: true),
      "What credit and debit notes have changed the invoice by; empty for a note."),
    FileColumn("paid_amount", .amount, "All payments matched to the invoice; empty for a note."),
    FileColumn(
      "outstanding_amount", .amount(mayBeNegative: true),
      "Final and adjusted amount minus payments; empty for a note."),
    FileColumn(
      "status", .choice(["invoiced", "paid", "credit_note", "debit_note"]), required: true,
      "What the document is or has become."),
  ]

  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> WrittenFile {
    var file = try CSVWriter(path: path, format: format, header: header)
    var days = DayDigests(reader.scope, header: CSVWriter.header(header, format: format))
    try reader.invoices { row in
      file.text(row.number)
      file.plain(row.date)
      file.plain(row.bookingID)
      file.text(row.customer)
      file.plain(row.billingDate)
      append(row.content, to: &file)
      try file.endRow { days.add($0, to: row.postingDate) }
      progress(file.rows)
    }
    let rows = file.rows
    try file.finish()
    return WrittenFile(rows: rows, days: days)
  }

  /// A note has only its own amount; what it settles is in the row of its invoice.
  private static func append(_ content: InvoiceRow.Content, to file: inout CSVWriter) {
    switch content {
    case .invoice(let amounts, let adjusted, let status):
      file.plain(amounts.base)
      file.plain(amounts.discount)
      file.plain(amounts.distance)
      file.plain(amounts.final)
      file.plain(adjusted)
      file.plain(amounts.paid)
      file.plain(amounts.outstanding)
      file.text(status.rawValue)
    case .note(let amount, let kind):
      for _ in 0..<3 { file.text(nil) }
      file.plain(amount)
      for _ in 0..<3 { file.text(nil) }
      file.text(kind.rawValue)
    }
  }
}
