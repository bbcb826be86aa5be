internal import LabSchema

/// `reconciliation-….csv`: every booking and what became of it.
enum ReconciliationFile {
  static let header = [
    "booking_id", "service_date", "booking_status", "outcome", "billing_date", "billing_period",
    "user_id", "base_amount", "discount_amount", "distance_charge", "final_amount",
    "record_status", "invoice_number", "invoice_date", "paid_amount", "outstanding_amount",
    "findings",
  ]

  /// What was written: the amounts of the records posted into the scope, as they stand in the file.
  struct Summary {
    var rows: Int
    var records: Int
    var amounts: RecordAmounts
  }

  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> Summary {
    var file = try CSVWriter(path: path, format: format, header: header)
    var summary = Summary(rows: 0, records: 0, amounts: .zero)
    try reader.reconciliation { row in
      append(row, to: &file)
      try file.endRow()
      if row.isPostedHere, let record = row.record {
        summary.records += 1
        try summary.amounts.add(record.amounts)
      }
      progress(file.rows)
    }
    summary.rows = file.rows
    try file.finish()
    return summary
  }

  private static func append(_ row: ReconciliationRow, to file: inout CSVWriter) {
    let record = row.record
    file.plain(row.bookingID)
    file.plain(row.serviceDate)
    file.text(row.bookingStatus)
    file.text(row.outcome.rawValue)
    file.plain(record?.billingDate)
    file.plain(record?.billingPeriod)
    file.plain(row.userID)
    file.plain(record?.amounts.base)
    file.plain(record?.amounts.discount)
    file.plain(record?.amounts.distance)
    file.plain(record?.amounts.final)
    file.text(record?.status.rawValue)
    file.text(record?.invoiceNumber)
    file.plain(record?.invoiceDate)
    file.plain(record?.amounts.paid)
    file.plain(record?.amounts.outstanding)
    file.text(row.findings)
  }
}
