internal import Billing
internal import LabSchema
internal import PlainText

/// What the reconciliation comes to: outcomes of the scope's bookings, amounts posted into it, day by
/// day and in all.
struct ReconciliationSums: RowSums {
  private let manifest: Manifest
  private let scope: ExportScope
  private var mistakes = Mistakes()
  private(set) var records = 0
  private(set) var totals = Balance.zero
  /// Records with a discount.
  private(set) var discounted = 0
  /// What *Summary* says of the records; notes and findings are in the other files.
  private(set) var figures = ScopeFigures()
  /// What *Days* says, for each day of the scope.
  private(set) var dayFigures: [DayFigures]
  /// The invoices of the records posted into the scope.
  private(set) var documents = RowsDigest()
  /// The records posted into the scope as the register has them.
  private(set) var register = RowsDigest()
  private(set) var days: DayDigests

  private typealias File = ReconciliationFile
  private static let balance = File.balanceColumns
  private static let serviceDate = File.column("service_date")
  private static let outcome = File.column("outcome")
  private static let billingDate = File.column("billing_date")
  private static let booking = File.column("booking_id")
  private static let status = File.column("record_status")
  private static let number = File.column("invoice_number")
  private static let numberDate = File.column("invoice_date")
  private static let findings = File.column("findings")
  private static let document = [number, numberDate, booking] + balance.ofBoth

  /// - Parameter header: how the file begins, as it stands there.
  init(manifest: Manifest, scope: ExportScope, header: [UInt8]) {
    self.manifest = manifest
    self.scope = scope
    dayFigures = scope.dates.map { DayFigures(date: $0) }
    days = DayDigests(scope, header: header)
  }

  mutating func add(_ row: borrowing RowReader, row number: Int) throws {
    let (service, billing) = (row.date(Self.serviceDate), row.date(Self.billingDate))
    days.add(row.row, to: service)
    if billing != service { days.add(row.row, to: billing) }
    let (serviceDay, billingDay) = (day(service), day(billing))
    if let serviceDay {
      guard let outcome = BookingOutcome(rawValue: row.text(Self.outcome)) else {
        return mistakes.note("row \(number): its outcome is none")
      }
      dayFigures[serviceDay].bookings[outcome] += 1
      if billing != nil, billingDay == nil { figures.postedElsewhere += 1 }
    }
    guard let billing else { return }
    guard let balance = try row.balance(Self.balance) else {
      return mistakes.note("row \(number): \(Amounts.Part.formula()) is not the final amount")
    }
    guard let billingDay else { return }
    if serviceDay == nil { figures.postedFromElsewhere += 1 }
    try add(balance, on: billingDay, row, number)
    register.add(
      Self.line(
        row, isPaid: balance.paid != .zero, service: service, billing: billing,
        version: manifest.version), balance)
  }

  private mutating func add(
    _ balance: Balance, on day: Int, _ row: borrowing RowReader, _ number: Int
  ) throws {
    records += 1
    try totals += balance
    dayFigures[day].records += 1
    try dayFigures[day].balance += balance
    let amounts = balance.amounts
    if amounts.discount != .zero { discounted += 1 }
    if row.withField(Self.number, { $0.count > 0 }) {
      documents.add(row, fields: Self.document)
      dayFigures[day].invoiced = try dayFigures[day].invoiced + amounts.final
      figures.invoicedAmount = try figures.invoicedAmount + amounts.final
    } else {
      figures.uninvoicedAmount = try figures.uninvoicedAmount + amounts.final
    }
    switch RecordStatus(rawValue: row.text(Self.status)) {
    case .draft: figures.drafts += 1
    case .finalized: figures.finalized += 1
    case .invoiced: figures.invoiced += 1
    case .paid: figures.paid += 1
    case nil: mistakes.note("row \(number): its record has no status")
    }
  }

  /// A record as the register has it.
  private static func line(
    _ row: borrowing RowReader, isPaid: Bool, service: CalendarDate?, billing: CalendarDate,
    version: Int
  ) -> RegisterLine {
    var line = RegisterLine()
    line.booking = row.number(booking)
    line.serviceDate = service.map { SheetNumber($0) }
    line.billingDate = SheetNumber(billing)
    line.number = row.bytes(number)
    line.numberDate = row.date(numberDate).map { SheetNumber($0) }
    if version > 1 {
      let status = RecordStatus(rawValue: row.text(status))
      line.status = Array((status?.word(isPaidFor: isPaid) ?? "").utf8)
    }
    line.findings = row.bytes(findings)
    return line
  }

  /// Which day of the scope it is; nil for none.
  private func day(_ date: CalendarDate?) -> Int? {
    guard let date, date >= scope.first, date <= scope.last else { return nil }
    return date.days(since: scope.first)
  }

  /// How many bookings of the scope had which outcome.
  var bookings: BookingCounts {
    dayFigures.reduce(into: BookingCounts()) { $0.add($1.bookings) }
  }

  var problems: [String] {
    var problems = mistakes.first
    // In the alphabet's order, as the manifest has them.
    for outcome in BookingOutcome.allCases.sorted(by: { $0.rawValue < $1.rawValue })
    where bookings[outcome] != manifest.bookings.counts[outcome] {
      problems.append(
        "\(counted(bookings[outcome], "booking is", "bookings are")) \(outcome) instead of "
          + "\(manifest.bookings.counts[outcome])")
    }
    if records != manifest.totals.records {
      problems.append(
        "\(counted(records, "record is", "records are")) posted here instead of \(manifest.totals.records)"
      )
    }
    guard let expected = manifest.totals.balance else { return problems }
    for figure in PackageTotals.Figure.amounts where totals[figure] != expected[figure] {
      problems.append(
        "\(figure.column) adds up to \(totals[figure]) instead of \(expected[figure])")
    }
    return problems
  }
}

/// What is wrong with the rows of a file: a file can be made of nothing else, so the first few.
struct Mistakes {
  private(set) var first: [String] = []

  mutating func note(_ mistake: String) {
    if first.count < 3 { first.append(mistake) }
  }
}
