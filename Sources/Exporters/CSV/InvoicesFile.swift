internal import LabSchema

/// `invoices-….csv`: every number of the period's records in order, then the credit and debit notes
/// posted into it.
enum InvoicesFile {
  static let header = [
    "invoice_number", "invoice_date", "booking_id", "customer", "billing_date", "base_amount",
    "discount_amount", "distance_charge", "final_amount", "adjusted_amount", "paid_amount",
    "outstanding_amount", "status",
  ]

  /// - Returns: how many rows it has.
  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> Int {
    var file = try CSVWriter(path: path, format: format, header: header)
    try reader.invoices { row in
      file.text(row.number)
      file.plain(row.date)
      file.plain(row.bookingID)
      file.text(row.customer)
      file.plain(row.billingDate)
      append(row.content, to: &file)
      try file.endRow()
      progress(file.rows)
    }
    let rows = file.rows
    try file.finish()
    return rows
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
