internal import Billing
internal import LabSchema

/// A CSV file of a package: what it is called, its columns, its rows, and how it hangs together with the
/// others. Writing, the data package, *About*, the days' digests and the checks follow.
protocol PackageFile: SendableMetatype {
  associatedtype Row

  /// What the file is called in the data package, and how its name begins.
  static var resource: String { get }
  static var title: String { get }
  static var columns: ReportColumns<Row> { get }
  /// The column that tells its rows apart; nil where there is none.
  static var primaryKey: String? { get }
  /// Whether all of its bookings are rows of the reconciliation.
  static func refersToBookings(_ references: PackageReferences) -> Bool
  static var step: ExportProgress.Step { get }

  static func forEachRow(_ reader: ExportReader, _ body: (Row) throws -> Void) throws
  /// The days whose own files have a row, which may be the same.
  static func days(of row: Row) -> (CalendarDate?, CalendarDate?)
  /// What a row adds to the package's totals, and to those of which day; nil for one that adds nothing.
  static func posted(_ row: Row) -> (balance: Balance, date: CalendarDate)?

  /// Writes the file. A requirement, although none has its own: so each gets one made for its rows.
  ///
  /// - Parameters:
  ///   - days: the folder in which the files of a month's days are written with it; nil writes none.
  ///   - sums: what its rows come to is added to them.
  static func write(
    path: String, days: String?, format: CSVFormat, from reader: ExportReader,
    into sums: inout FileSums, progress: (Int) -> Void
  ) throws -> WrittenFile
}

/// The CSV files of a package, in order.
enum PackageFiles {
  static let all: [any PackageFile.Type] = [
    ReconciliationFile.self, InvoicesFile.self, ExceptionsFile.self,
  ]
}

extension PackageFile {
  static func refersToBookings(_ references: PackageReferences) -> Bool { false }

  static func posted(_ row: Row) -> (balance: Balance, date: CalendarDate)? { nil }

  static var header: [String] { columns.names }

  /// What stands first in the file of a package of a version.
  static func header(ofVersion version: Int) -> [String] { columns.names(ofVersion: version) }

  /// The first version of packages that has all of its columns.
  static var since: Int { columns.since }

  /// The file's name in the package of a month or a day.
  static func name(_ scope: ExportScope) -> String { "\(resource)-\(scope).csv" }

  /// Where a column is in the file.
  static func column(_ name: String) -> Int { columns.position(name) }

  static var amountColumns: AmountColumns {
    AmountColumns(columns: Amounts.Part.allCases.map { column($0.column) })
  }

  static var balanceColumns: BalanceColumns {
    BalanceColumns(
      amounts: amountColumns,
      adjusted: columns.firstIndex { $0.name == Balance.Figure.adjusted.column },
      paid: column(Balance.Figure.paid.column),
      outstanding: column(Balance.Figure.outstanding.column))
  }

  static func write(
    path: String, days folder: String?, format: CSVFormat, from reader: ExportReader,
    into sums: inout FileSums, progress: (Int) -> Void
  ) throws -> WrittenFile {
    let columns = columns
    let beginning = CSVWriter.header(header, format: format)
    var file = try CSVWriter(path: path, format: format, header: header)
    var digests = DayDigests(reader.scope, header: beginning)
    let files = try folder.map {
      try DayFiles(folder: $0, month: reader.scope, header: beginning) { name($0) }
    }
    try forEachRow(reader) { row in
      for column in columns { file.write(column.value(row)) }
      let (first, second) = days(of: row)
      try file.endRow { bytes throws(SystemFailure) in
        digests.add(bytes, to: first)
        try files?.add(bytes, to: first)
        guard second != first else { return }
        digests.add(bytes, to: second)
        try files?.add(bytes, to: second)
      }
      if let (balance, date) = posted(row) { try sums.add(balance, on: date) }
      progress(file.rows)
    }
    let rows = file.rows
    try file.finish()
    try files?.finish()
    return WrittenFile(resource: resource, rows: rows, days: digests)
  }
}

/// Where the amounts of a bill are in a file, in order.
struct AmountColumns {
  let columns: [Int]
}

/// Where the figures of a balance are in a file.
struct BalanceColumns {
  let amounts: AmountColumns
  /// nil in a file that does not say what notes have changed.
  let adjusted: Int?
  let paid: Int
  let outstanding: Int

  /// Those that both files say of an invoice.
  var ofBoth: [Int] { amounts.columns + [paid, outstanding] }
}

/// A CSV file that was written.
struct WrittenFile {
  /// Which of them.
  var resource: String
  var rows: Int
  /// What its rows come to day by day.
  var days: DayDigests
}

/// What the rows of a package's files come to, added up one by one.
struct FileSums {
  private(set) var records = 0
  private(set) var balance = Balance.zero
  /// The same of the records that are posted to one day.
  private(set) var days: [CalendarDate: FileSums] = [:]

  mutating func add(_ balance: Balance, on date: CalendarDate) throws(MoneyOverflow) {
    try add(balance)
    try days[date, default: FileSums()].add(balance)
  }

  private mutating func add(_ balance: Balance) throws(MoneyOverflow) {
    records += 1
    try self.balance += balance
  }
}
