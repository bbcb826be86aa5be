internal import Billing
internal import LabSchema

/// What the list of invoices and notes comes to.
struct InvoicesSums: RowSums {
  private let scope: ExportScope
  private var mistakes = Mistakes()
  private(set) var documents = RowsDigest()
  /// The notes as the register has them.
  private(set) var notes = RowsDigest()
  private(set) var days: DayDigests
  /// The documents of each kind that has any.
  private(set) var kinds: [NumberSeriesKind: Documents] = [:]
  /// What the notes come to that were posted here, and those on the invoices, whenever posted.
  private(set) var adjusted = Money.zero
  private(set) var adjustedHere = Money.zero
  /// The invoices on which something is outstanding, and what, by their age.
  private(set) var openInvoices = 0
  private(set) var outstanding = OutstandingAmounts.zero
  /// The numbers that the manifest names: their bookings as they are here, and how many documents of
  /// the kind lead up to each.
  private var named: [String: (booking: String, documents: Int)?]

  /// The documents of a kind so far; they are in the order of its series.
  struct Documents {
    fileprivate var count = 0
    /// How many there are since the last one that the manifest names.
    fileprivate var sinceNamed = 0
    fileprivate var lastNumber = ""
  }

  private typealias File = InvoicesFile
  private static let date = File.column("invoice_date")
  private static let billingDate = File.column("billing_date")
  private static let status = File.column("status")
  private static let balance = File.balanceColumns
  private static let final = File.column(Amounts.Part.final.column)
  private static let number = File.column("invoice_number")
  private static let booking = File.column("booking_id")
  /// What the reconciliation says of an invoice, too.
  private static let document =
    [number, date, booking] + balance.ofBoth

  private let version: Int

  /// - Parameter header: how the file begins, as it stands there.
  init(manifest: Manifest, scope: ExportScope, header: [UInt8]) {
    self.scope = scope
    version = manifest.version
    days = DayDigests(scope, header: header)
    named = Dictionary((manifest.series ?? []).map { ($0.lastNumber, nil) }) { first, _ in first }
  }

  mutating func add(_ row: borrowing RowReader, row number: Int) throws {
    let kind = NumberSeriesKind(rawValue: row.text(Self.status)) ?? .invoice
    let (document, booking) = (row.text(Self.number), row.text(Self.booking))
    let isNamed = named[document] != nil
    let leadingUp = kinds[kind, default: Documents()].add(document, isNamed: isNamed)
    if isNamed { named[document] = (booking, leadingUp) }
    let date = row.date(Self.date)
    days.add(row.row, to: kind == .invoice ? row.date(Self.billingDate) : date)
    guard let date else { return mistakes.note("row \(number): its document has no date") }
    if kind == .invoice {
      try addInvoice(row, date, number)
    } else {
      try addNote(row, kind, date, number)
    }
  }

  private mutating func addInvoice(
    _ row: borrowing RowReader, _ date: CalendarDate, _ number: Int
  ) throws {
    documents.add(row, fields: Self.document)
    guard let balance = try row.balance(Self.balance) else {
      return mistakes.note("row \(number): \(Amounts.Part.formula()) is not the final amount")
    }
    guard
      try balance.amounts.final + balance.adjusted - balance.paid == balance.outstanding
    else {
      return mistakes.note("row \(number): final + adjusted − paid is not what is outstanding")
    }
    adjustedHere = try adjustedHere + balance.adjusted
    guard balance.outstanding != .zero else { return }
    openInvoices += 1
    let age = InvoiceAge(days: scope.last.days(since: date))
    guard let index = InvoiceAge.allCases.firstIndex(of: age) else { return }
    outstanding.byAge[index] = try outstanding.byAge[index] + balance.outstanding
  }

  private mutating func addNote(
    _ row: borrowing RowReader, _ kind: NumberSeriesKind, _ date: CalendarDate, _ number: Int
  ) throws {
    guard let amount = row.amount(Self.final) else {
      return mistakes.note("row \(number): its note has no amount")
    }
    adjusted = try adjusted + amount
    var line = RegisterLine()
    line.booking = row.number(Self.booking)
    line.billingDate = SheetNumber(date)
    line.note = SheetNumber(amount)
    line.number = row.bytes(Self.number)
    line.numberDate = SheetNumber(date)
    if version > 1 { line.status = Array(kind.rawValue.replacing("_", with: " ").utf8) }
    notes.add(line)
  }

  var rows: Int { kinds.values.reduce(0) { $0 + $1.count } }

  /// How many documents here are in a series that the manifest names.
  func documents(in series: Manifest.Series) -> Int? {
    (named[series.lastNumber] ?? nil)?.documents
  }

  var problems: [String] { mistakes.first }

  /// What the manifest says of the highest numbers otherwise than the rows; nothing for one of
  /// version 1, which says nothing of them.
  func problems(of series: [Manifest.Series]?) -> [String] {
    guard let series else { return [] }
    var problems: [String] = []
    for entry in series
    where (named[entry.lastNumber] ?? nil)?.booking != "\(entry.lastBooking)" {
      problems.append(
        "\(entry.lastNumber) is not booking \(entry.lastBooking)'s, as the manifest says")
    }
    let known = Set(series.map { [$0.kind, $0.lastNumber] })
    for (kind, documents) in kinds where !known.contains([kind.rawValue, documents.lastNumber]) {
      problems.append("\(documents.lastNumber) is not the highest of its series in the manifest")
    }
    return problems.sorted()
  }
}

extension InvoicesSums.Documents {
  /// Adds a document; returns how many lead up to it from the one that the manifest named before.
  fileprivate mutating func add(_ number: String, isNamed: Bool) -> Int {
    count += 1
    sinceNamed += 1
    lastNumber = number
    defer { if isNamed { sinceNamed = 0 } }
    return sinceNamed
  }
}
