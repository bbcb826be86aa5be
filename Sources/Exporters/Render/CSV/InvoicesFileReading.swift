internal import Billing
internal import LabSchema

extension InvoicesFile {
  private static let number = column("invoice_number")
  private static let date = column("invoice_date")
  private static let booking = column("booking_id")
  private static let billingDate = column("billing_date")
  private static let status = column("status")
  private static let amounts = amountColumns
  private static let final = column(Amounts.Part.final.column)

  /// How many fields a row has, in a package of whatever version.
  private static let fieldCounts = Set(Manifest.versions.map { header(ofVersion: $0).count })

  /// Reads the documents of a file back, in order: none where there is no such file, and those before
  /// a row that is damaged where one is.
  static func documents(
    _ path: String, _ body: (ExportedDocument) throws -> Void
  ) throws {
    guard let status = try FolderTree.status(path), FolderTree.isFile(status) else { return }
    var reader = try RowReader(path: path)
    var fieldCount: Int?
    while (try? reader.read()) == true {
      guard reader.fieldCount == fieldCount ?? reader.fieldCount,
        fieldCounts.contains(reader.fieldCount)
      else { return }
      fieldCount = reader.fieldCount
      // The header is no document.
      guard let document = document(reader) else { continue }
      try body(document)
    }
  }

  private static func document(_ row: borrowing RowReader) -> ExportedDocument? {
    guard let date = CalendarDate(row.text(Self.date)), let booking = Int32(row.text(booking)),
      let billingDate = CalendarDate(row.text(billingDate)), let final = row.amount(final)
    else { return nil }
    let kind = NumberSeriesKind(rawValue: row.text(status)) ?? .invoice
    var amounts: Amounts?
    if kind == .invoice {
      guard let read = row.amounts(Self.amounts) else { return nil }
      amounts = read
    }
    return ExportedDocument(
      kind: kind, number: row.text(number), date: date, bookingID: BookingID(booking),
      billingDate: billingDate, amounts: amounts, final: final)
  }
}
