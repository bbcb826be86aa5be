internal import LabSchema

/// `reconciliation-….csv`: every booking and what became of it.
enum ReconciliationFile: PackageFile {
  static let resource = "reconciliation"
  static let title = "Every booking and what became of it"

  static let columns = [
    FileColumn(
      "booking_id", .identifier, required: true, unique: true, "The booking's number in the app."),
    FileColumn("service_date", .date, "The day of the visit in the lab's time zone (R1)."),
    FileColumn("booking_status", .text, "The app's own word, as it is written there."),
    FileColumn(
      "outcome", .choice(BookingOutcome.allCases.map(\.rawValue)), required: true,
      "What became of the booking (R2)."),
    FileColumn(
      "billing_date", .date,
      "The service date or, where its month was closed, the first day of the next open one (R7)."),
    FileColumn(
      "billing_period", .month, "The month of the billing date: amounts are summed by it."),
    FileColumn("user_id", .identifier, "The customer's number in the app."),
    FileColumn("base_amount", .amount, "Sum of the lines, before any discount (R3)."),
    FileColumn("discount_amount", .amount, "From offers and coupons, at most the base (R5)."),
    FileColumn("distance_charge", .amount, "The home visit; never discounted (R4)."),
    FileColumn("final_amount", .amount, "Base − discount + distance charge (R6)."),
    FileColumn(
      "record_status", .choice(RecordStatus.allCases.map(\.rawValue)),
      "draft, finalized, invoiced, paid: one way, in this order."),
    FileColumn("invoice_number", .text, "Given once, to a finalized record, without gaps."),
    FileColumn("invoice_date", .date, "The business date of the run that gave the number."),
    FileColumn("paid_amount", .amount, "All payments matched to the invoice so far."),
    FileColumn(
      "outstanding_amount", .amount(mayBeNegative: true),
      "Final amount and notes, minus what was paid; below zero where a refund is due."),
    FileColumn("findings", .text, "Names of the open findings, joined by a semicolon."),
  ]

  /// What was written: the amounts of the records posted into the scope, as they stand in the file.
  struct Summary {
    var file: WrittenFile
    var records = 0
    var amounts = RecordAmounts.zero
  }

  static func write(
    path: String, format: CSVFormat, from reader: ExportReader, progress: (Int) -> Void
  ) throws -> Summary {
    var file = try CSVWriter(path: path, format: format, header: header)
    var summary = Summary(
      file: WrittenFile(
        rows: 0, days: DayDigests(reader.scope, header: CSVWriter.header(header, format: format))))
    try reader.reconciliation { row in
      append(row, to: &file)
      try file.endRow { bytes in
        summary.file.days.add(bytes, to: row.serviceDate)
        if let date = row.record?.billingDate, date != row.serviceDate {
          summary.file.days.add(bytes, to: date)
        }
      }
      if row.isPostedHere, let record = row.record {
        summary.records += 1
        try summary.amounts.add(record.amounts)
      }
      progress(file.rows)
    }
    summary.file.rows = file.rows
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
