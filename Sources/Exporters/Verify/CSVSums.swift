internal import LabSchema
internal import Postgres

/// Adds up a package's CSV file as anybody could, from its text alone.
struct CSVSums {
  private(set) var rows = 0
  private(set) var problems: [String] = []

  init(path: String, manifest: Manifest) throws {
    guard
      let file = AboutWords.files.first(where: {
        path.hasSuffix("/\($0.resource)-\(manifest.scope).csv")
      })
    else { return }
    var reader = try CSVReader(path: path)
    guard try reader.read() else {
      problems.append("it has no header")
      return
    }
    let header = (0..<reader.fieldCount).map { reader.text($0) }
    guard header == file.header else {
      problems.append("its header is \(header.joined(separator: ","))")
      return
    }
    var reconciliation = ReconciliationSums(manifest: manifest)
    while try reader.read() {
      rows += 1
      guard reader.fieldCount == header.count else {
        problems.append("row \(rows) has \(reader.fieldCount) fields")
        return
      }
      if file == ReconciliationFile.self { try reconciliation.add(reader, row: rows) }
    }
    if file == ReconciliationFile.self { problems += reconciliation.problems }
  }
}

/// What the reconciliation comes to: outcomes of the scope's bookings, amounts posted into it.
private struct ReconciliationSums {
  private let manifest: Manifest
  private var outcomes: [String: Int] = [:]
  private var records = 0
  private var sums = [Money](repeating: .zero, count: Self.amounts.count)
  private var mistakes: [String] = []

  private static let amounts = [
    "base_amount", "discount_amount", "distance_charge", "final_amount", "paid_amount",
    "outstanding_amount",
  ].map { column($0) }
  private static let serviceDate = column("service_date")
  private static let outcome = column("outcome")
  private static let billingDate = column("billing_date")

  private static func column(_ name: String) -> Int {
    ReconciliationFile.header.firstIndex(of: name) ?? 0
  }

  init(manifest: Manifest) {
    self.manifest = manifest
  }

  mutating func add(_ row: borrowing CSVReader, row number: Int) throws {
    if isWithin(row.text(Self.serviceDate)) {
      outcomes[row.text(Self.outcome), default: 0] += 1
    }
    guard isWithin(row.text(Self.billingDate)) else { return }
    records += 1
    for (index, column) in Self.amounts.enumerated() {
      guard let amount = try? row.withField(column, { try Money(postgres: $0) }) else {
        mistakes.append("row \(number): \(ReconciliationFile.header[column]) is no amount")
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
      let name = ReconciliationFile.header[column]
      problems.append("\(name) adds up to \(sums[index]) instead of \(totals[index])")
    }
    return problems
  }
}
