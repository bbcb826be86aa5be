internal import Billing
internal import LabSchema
internal import PlainText

/// Whether the sheets that list rows have those of the CSV files: the register each record and each
/// note, *Exceptions* each finding, *Outstanding* what the invoices leave.
struct ListsCheck {
  let contents: WorkbookContents
  let reconciliation: ReconciliationSums
  let invoices: InvoicesSums
  let exceptions: ExceptionsSums

  func mismatches() throws -> [SpreadsheetError] {
    var problems = register + findings
    problems += contents.oddCustomers
    problems += try contents.outstanding.mismatches()
    return try problems + outstanding()
  }

  private var register: [SpreadsheetError] {
    let expected = reconciliation.register + invoices.notes
    let found = contents.registerLines
    guard found != expected, let sheet = contents.register.first?.head else { return [] }
    return [
      sheet.problem(
        found.count == expected.count
          ? "a row is not what the CSV files say of its record or note"
          : "it has \(counted(found.count, "row")), and the CSV files \(expected.count) records and notes"
      )
    ]
  }

  /// Whether a sheet has rows enough for all findings of the CSV file.
  static func hasRoom(for exceptions: ExceptionsSums) -> Bool {
    exceptions.findings.count <= Sheet.maximumRows - ExceptionsSheet.firstRow
  }

  private var findings: [SpreadsheetError] {
    let (found, expected) = (contents.findings, exceptions.findings)
    guard Self.hasRoom(for: exceptions), found != expected else { return [] }
    return [
      contents.exceptions.head.problem(
        found.count == expected.count
          ? "a row is not what the CSV file says of its finding"
          : "it has \(counted(found.count, "finding")) instead of \(expected.count)")
    ]
  }

  /// What is open on the period's own invoices is what their list says, by age; with that of earlier
  /// ones it is what the customers owe.
  private func outstanding() throws -> [SpreadsheetError] {
    typealias Place = OutstandingSheet
    let sheet = contents.outstanding
    let ages = invoices.outstanding.byAge + [try invoices.outstanding.total()]
    var expected = [(Place.invoicesColumn, SheetNumber(invoices.openInvoices))]
    for (index, amount) in ages.enumerated() {
      expected.append((Place.firstAmountColumn + index, SheetNumber(amount)))
    }
    var problems: [SpreadsheetError] = []
    for (column, own) in expected {
      problems += sheet.head.expect(own, Place.bridgeRow, column, "of this period")
      // Both lines, and their sum, are the rows' own.
      problems += sheet.head.expect(
        sheet.sums[column], Place.bridgeRow + 2, column, "what all customers owe")
    }
    let amounts = Place.firstAmountColumn..<Place.lastColumn
    var earlier = SheetNumber.zero
    for column in amounts {
      earlier = try earlier + (sheet.head[Place.bridgeRow + 1, column] ?? .zero)
    }
    return problems
      + sheet.head.expect(earlier, Place.bridgeRow + 1, Place.lastColumn, "of earlier ones")
  }
}

/// What the list of findings says, as the sheet *Exceptions* says it too.
struct ExceptionsSums: RowSums {
  /// The findings as the sheet has them.
  private(set) var findings = RowsDigest()

  private typealias File = ExceptionsFile
  private static let booking = File.column("booking_id")
  private static let finding = File.column("finding")
  private static let severity = File.column("severity")
  private static let since = File.column("since")

  mutating func add(_ row: borrowing RowReader, row number: Int) {
    let line = ExceptionLine(
      booking: row.number(Self.booking), finding: row.bytes(Self.finding),
      severity: row.bytes(Self.severity), since: row.date(Self.since).map { SheetNumber($0) })
    findings.add { line.hash(into: &$0) }
  }
}

/// What a row of the sheet *Exceptions* and a row of the CSV file say alike of a finding.
struct ExceptionLine: Hashable {
  var booking: SheetNumber?
  var finding: [UInt8]
  var severity: [UInt8]
  var since: SheetNumber?
}
