internal import LabSchema

/// What the list of invoices and notes comes to.
struct InvoicesSums: RowSums {
  private var mistakes: [String] = []
  private(set) var documents = DocumentsDigest()
  private(set) var days: DayDigests

  private typealias File = InvoicesFile
  private static let date = File.column("invoice_date")
  private static let billingDate = File.column("billing_date")
  private static let status = File.column("status")
  private static let base = File.column("base_amount")
  private static let discount = File.column("discount_amount")
  private static let distance = File.column("distance_charge")
  private static let final = File.column("final_amount")
  private static let adjusted = File.column("adjusted_amount")
  private static let paid = File.column("paid_amount")
  private static let outstanding = File.column("outstanding_amount")
  private static let document = [
    File.column("invoice_number"), date, File.column("booking_id"), base, discount, distance, final,
    paid, outstanding,
  ]

  /// - Parameter header: how the file begins, as it stands there.
  init(scope: ExportScope, header: [UInt8]) {
    days = DayDigests(scope, header: header)
  }

  mutating func add(_ row: borrowing CSVReader, row number: Int) throws {
    let isNote = row.text(Self.status).hasSuffix("note")
    days.add(row.record[...], to: CalendarDate(row.text(isNote ? Self.date : Self.billingDate)))
    if isNote { return }
    documents.add(row, fields: Self.document)
    if !row.addsUp(
      base: Self.base, discount: Self.discount, distance: Self.distance, final: Self.final)
    {
      mistakes.append("row \(number): base − discount + distance is not the final amount")
    }
    guard let final = row.amount(Self.final), let adjusted = row.amount(Self.adjusted),
      let paid = row.amount(Self.paid),
      try final + adjusted - paid == row.amount(Self.outstanding)
    else {
      mistakes.append("row \(number): final + adjusted − paid is not what is outstanding")
      return
    }
  }

  var problems: [String] { Array(mistakes.prefix(3)) }
}
