internal import LabSchema

/// What the reconciliation comes to: outcomes of the scope's bookings, amounts posted into it.
struct ReconciliationSums: RowSums {
  private let manifest: Manifest
  private var outcomes: [String: Int] = [:]
  private var records = 0
  private var sums = [Money](repeating: .zero, count: Self.amounts.count)
  private var mistakes: [String] = []
  /// The invoices of the records posted into the scope.
  private(set) var documents = DocumentsDigest()
  private(set) var days: DayDigests

  private typealias File = ReconciliationFile
  private static let amounts = [
    "base_amount", "discount_amount", "distance_charge", "final_amount", "paid_amount",
    "outstanding_amount",
  ].map { File.column($0) }
  private static let serviceDate = File.column("service_date")
  private static let outcome = File.column("outcome")
  private static let billingDate = File.column("billing_date")
  private static let number = File.column("invoice_number")
  private static let document =
    [number, File.column("invoice_date"), File.column("booking_id")] + amounts

  /// - Parameter header: how the file begins, as it stands there.
  init(manifest: Manifest, scope: ExportScope, header: [UInt8]) {
    self.manifest = manifest
    days = DayDigests(scope, header: header)
  }

  mutating func add(_ row: borrowing CSVReader, row number: Int) throws {
    let (service, billing) = (row.text(Self.serviceDate), row.text(Self.billingDate))
    days.add(row.record[...], to: CalendarDate(service))
    if billing != service { days.add(row.record[...], to: CalendarDate(billing)) }
    if isWithin(service) { outcomes[row.text(Self.outcome), default: 0] += 1 }
    guard !billing.isEmpty else { return }
    let amounts = Self.amounts
    if !row.addsUp(
      base: amounts[0], discount: amounts[1], distance: amounts[2], final: amounts[3])
    {
      mistakes.append("row \(number): base − discount + distance is not the final amount")
    }
    guard isWithin(billing) else { return }
    records += 1
    if !row.text(Self.number).isEmpty { documents.add(row, fields: Self.document) }
    for (index, column) in amounts.enumerated() {
      guard let amount = row.amount(column) else {
        mistakes.append("row \(number): \(File.header[column]) is no amount")
        return
      }
      sums[index] = try sums[index] + amount
    }
  }

  /// ISO dates sort as their texts do.
  private func isWithin(_ date: String) -> Bool {
    !date.isEmpty && date >= manifest.firstServiceDate && date <= manifest.lastServiceDate
  }

  var problems: [String] {
    var problems = Array(mistakes.prefix(3))
    let expected = [
      "billed": manifest.bookings.billed, "excluded": manifest.bookings.excluded,
      "waiting": manifest.bookings.waiting, "quarantined": manifest.bookings.quarantined,
    ]
    for (outcome, count) in expected.sorted(by: { $0.key < $1.key })
    where outcomes[outcome, default: 0] != count {
      problems.append(
        "\(outcomes[outcome, default: 0]) bookings are \(outcome) instead of \(count)")
    }
    if records != manifest.totals.records {
      problems.append("\(records) records are posted here instead of \(manifest.totals.records)")
    }
    guard let totals = manifest.totals.amounts?.inOrder else { return problems }
    for (index, column) in Self.amounts.enumerated() where sums[index] != totals[index] {
      let name = File.header[column]
      problems.append("\(name) adds up to \(sums[index]) instead of \(totals[index])")
    }
    return problems
  }
}
