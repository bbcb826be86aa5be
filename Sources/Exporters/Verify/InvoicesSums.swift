internal import LabSchema

/// What the list of invoices and notes comes to.
struct InvoicesSums: RowSums {
  private var mistakes: [String] = []
  private(set) var documents = DocumentsDigest()
  private(set) var days: DayDigests
  /// The last number of each kind, with its booking; those of a kind are in the order of its series.
  private var last: [NumberSeriesKind: [String]] = [:]
  /// The bookings of the numbers that the manifest names, as they are here.
  private var named: [String: String?]

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
  private static let number = File.column("invoice_number")
  private static let booking = File.column("booking_id")
  private static let document = [
    number, date, booking, base, discount, distance, final,
    paid, outstanding,
  ]

  /// - Parameter header: how the file begins, as it stands there.
  init(scope: ExportScope, header: [UInt8], series: [Manifest.Series]?) {
    days = DayDigests(scope, header: header)
    named = Dictionary((series ?? []).map { ($0.lastNumber, nil) }) { first, _ in first }
  }

  mutating func add(_ row: borrowing CSVReader, row number: Int) throws {
    let kind = NumberSeriesKind(rawValue: row.text(Self.status)) ?? .invoice
    let isNote = kind != .invoice
    let (document, booking) = (row.text(Self.number), row.text(Self.booking))
    last[kind] = [document, booking]
    if named[document] != nil { named[document] = booking }
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

  /// What the manifest says of the highest numbers otherwise than the rows; nothing for one of
  /// version 1, which says nothing of them.
  func problems(of series: [Manifest.Series]?) -> [String] {
    guard let series else { return [] }
    var problems: [String] = []
    for entry in series where named[entry.lastNumber] != "\(entry.lastBooking)" {
      problems.append(
        "\(entry.lastNumber) is not booking \(entry.lastBooking)'s, as the manifest says")
    }
    let known = Set(series.map { [$0.kind, $0.lastNumber] })
    for (kind, document) in last where !known.contains([kind.rawValue, document[0]]) {
      problems.append("\(document[0]) is not the highest of its series in the manifest")
    }
    return problems.sorted()
  }
}
