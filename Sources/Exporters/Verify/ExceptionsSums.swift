internal import LabSchema

/// What the list of findings says, as the sheet *Exceptions* says it too.
struct ExceptionsSums: RowSums {
  /// The findings as the sheet has them.
  private(set) var findings = RowsDigest()

  private typealias File = ExceptionsFile
  private static let booking = File.column("booking_id")
  private static let finding = File.column("finding")
  private static let severity = File.column("severity")
  private static let since = File.column("since")

  mutating func add(_ row: borrowing CSVReader, row number: Int) {
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
