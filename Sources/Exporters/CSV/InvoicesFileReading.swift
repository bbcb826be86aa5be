internal import LabSchema
internal import Postgres

extension InvoicesFile {
  private static let number = column("invoice_number")
  private static let date = column("invoice_date")
  private static let booking = column("booking_id")
  private static let billingDate = column("billing_date")
  private static let base = column("base_amount")
  private static let discount = column("discount_amount")
  private static let distance = column("distance_charge")
  private static let final = column("final_amount")
  private static let status = column("status")

  /// Reads the documents of a file back, in order: none where there is no such file, and those before
  /// a row that is damaged where one is.
  static func documents(
    _ path: String, _ body: (ExportedDocument) throws -> Void
  ) throws {
    guard let status = try FolderTree.status(path), FolderTree.isFile(status) else { return }
    var reader = try CSVReader(path: path)
    while (try? reader.read()) == true {
      guard reader.fieldCount == header.count else { return }
      // The header is no document.
      guard let document = document(reader) else { continue }
      try body(document)
    }
  }

  private static func document(_ row: borrowing CSVReader) -> ExportedDocument? {
    guard let date = CalendarDate(row.text(Self.date)), let booking = Int32(row.text(booking)),
      let billingDate = CalendarDate(row.text(billingDate)), let final = row.amount(final)
    else { return nil }
    let kind = NumberSeriesKind(rawValue: row.text(status)) ?? .invoice
    var amounts: ExportedAmounts?
    if kind == .invoice {
      guard let base = row.amount(base), let discount = row.amount(discount),
        let distance = row.amount(distance)
      else { return nil }
      amounts = ExportedAmounts(base: base, discount: discount, distance: distance)
    }
    return ExportedDocument(
      kind: kind, number: row.text(number), date: date, bookingID: BookingID(booking),
      billingDate: billingDate, amounts: amounts, final: final)
  }
}
