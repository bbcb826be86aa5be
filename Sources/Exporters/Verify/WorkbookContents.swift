internal import Billing
internal import LabSchema

/// What a package's workbook shows, read in one pass over all of its parts: each is inflated and has its
/// checksum, and those with figures are well-formed XML.
struct WorkbookContents {
  /// The sheets that are kept in memory, by their names.
  private(set) var figures: [String: SheetFigures] = [:]
  /// The pages of the register, in order.
  private(set) var register: [SheetRows] = []
  /// The register's rows.
  private(set) var registerLines = RowsDigest()
  private(set) var outstanding: SheetRows
  private(set) var exceptions: SheetRows
  /// The rows of *Exceptions*, and how many findings of which state and severity there are.
  private(set) var findings = RowsDigest()
  private(set) var states: [FindingState: [FindingSeverity: Int]] = [:]
  /// Customers in *Outstanding* whose row is at odds with itself.
  private(set) var oddCustomers: [SpreadsheetError] = []
  /// The charts' own copies of the numbers they show.
  private(set) var charts: [ChartNumbers.Series] = []

  /// The sheets of figures; what else there is are lists, and *About*, which has words only.
  private static let figureSheets = PackageSheets.all.filter { $0.holdsFigures }.map { $0.name }

  /// Bytes of a part that is no list; an export's have far fewer.
  private static let largestPart = 1 << 28

  /// - Parameters:
  ///   - version: the package's.
  ///   - scope: what it is about.
  /// - Throws: where the workbook is damaged, lacks a sheet, or has in place of a number what is none.
  static func read(path: String, version: Int, scope: ExportScope) throws -> WorkbookContents {
    let archive = try ZipArchive(path: path)
    let index = try WorkbookCheck.index(of: archive)
    let reading = Reading(version: version, lastDay: scope.last)
    var contents = WorkbookContents(
      outstanding: reading.outstanding(), exceptions: reading.exceptions())
    var sheets = try parts(of: index, version: version)
    var pages: [(name: String, rows: SheetRows)] = []
    for entry in archive.entries where !WorkbookIndex.parts.contains(entry.name) {
      let sheet = sheets.removeValue(forKey: entry.name)
      guard entry.size <= largestPart || sheet.map(isList) ?? false else {
        throw SpreadsheetError.damaged(part: entry.name, problem: "it is larger than any export's")
      }
      switch sheet {
      case OutstandingSheet.name?:
        contents.outstanding = try WorkbookCheck.read(
          entry, of: archive, into: contents.outstanding)
      case ExceptionsSheet.name?:
        contents.exceptions = try WorkbookCheck.read(entry, of: archive, into: contents.exceptions)
      case let name? where figureSheets.contains(name):
        contents.figures[name] = try WorkbookCheck.read(
          entry, of: archive, into: SheetFigures(sheet: name))
      case let name?:
        pages.append(
          (name, try WorkbookCheck.read(entry, of: archive, into: reading.register(name))))
      case nil where entry.name.hasPrefix("xl/charts/chart"):
        let chart = try WorkbookCheck.scan(entry, of: archive, with: ChartNumbers(part: entry.name))
        contents.charts += chart.series
      case nil:
        // What shows no figure, such as styles and words, has to be whole.
        try archive.read(entry) { _ in }
      }
    }
    if let missing = sheets.keys.min() {
      throw SpreadsheetError.damaged(part: missing, problem: "it is missing")
    }
    contents.register = pages.map(\.rows)
    contents.registerLines = reading.registerLines
    contents.findings = reading.findings
    contents.states = reading.states
    contents.oddCustomers = reading.oddCustomers
    return contents
  }

  private static func isList(_ sheet: String) -> Bool { !figureSheets.contains(sheet) }

  private init(outstanding: SheetRows, exceptions: SheetRows) {
    self.outstanding = outstanding
    self.exceptions = exceptions
  }

  /// The sheets that are read, by their parts: a package has those of its version.
  private static func parts(of index: WorkbookIndex, version: Int) throws -> [String: String] {
    let figures = PackageSheets.all.filter { $0.holdsFigures && $0.since <= version }
    var names = figures.map { $0.name } + [OutstandingSheet.name, ExceptionsSheet.name]
    var page = 0
    repeat {
      names.append(RegisterSheets.name(page))
      page += 1
    } while index.part(ofSheet: RegisterSheets.name(page)) != nil
    var parts: [String: String] = [:]
    for name in names {
      guard let part = index.part(ofSheet: name) else {
        throw SpreadsheetError.damaged(
          part: WorkbookIndex.parts[0], problem: "there is no sheet \(name)")
      }
      guard parts.updateValue(name, forKey: part) == nil else {
        throw SpreadsheetError.damaged(part: part, problem: "it is two sheets at once")
      }
    }
    return parts
  }

  /// What the rows of the lists come to while they are read.
  private final class Reading {
    private let version: Int
    private let lastDay: CalendarDate
    var registerLines = RowsDigest()
    var findings = RowsDigest()
    var states: [FindingState: [FindingSeverity: Int]] = [:]
    var oddCustomers: [SpreadsheetError] = []

    init(version: Int, lastDay: CalendarDate) {
      self.version = version
      self.lastDay = lastDay
    }

    func register(_ name: String) -> SheetRows {
      SheetRows(sheet: name, firstRow: RegisterSheets.firstRow, columns: RegisterLine.columnsRead) {
        [self] row in registerLines.add(row, version: version)
      }
    }

    func exceptions() -> SheetRows {
      typealias Place = ExceptionsSheet
      let place = Place.columns.position
      let (booking, since) = (place("booking_id"), place("since"))
      let (kind, severity, state) = (place("finding"), place("severity"), place("state"))
      return SheetRows(
        sheet: Place.name, firstRow: Place.firstRow,
        columns: [
          booking: .number, kind: .text, severity: .text, state: .text, since: .number,
        ]
      ) { [self] row in
        let finding = row.texts[kind]
        // Of no findings there is one row of words.
        guard !finding.isEmpty || row.numbers[since] != nil else { return }
        let graveness = row.texts[severity]
        let line = ExceptionLine(
          booking: row.numbers[booking], finding: finding, severity: graveness,
          since: row.numbers[since])
        findings.add { line.hash(into: &$0) }
        let word = row.texts[state]
        guard let state = FindingState(rawValue: String(decoding: word, as: UTF8.self)),
          let severity = FindingSeverity(rawValue: String(decoding: graveness, as: UTF8.self))
        else {
          throw SpreadsheetError.mismatch(
            sheet: Place.name, problem: "a finding has the state \(ShownText.short(word))")
        }
        states[state, default: [:]][severity, default: 0] += 1
      }
    }

    func outstanding() -> SheetRows {
      typealias Place = OutstandingSheet
      var columns: [Int: SheetRows.Column] = [:]
      for column in Place.customerColumn...Place.lastColumn { columns[column] = .number }
      return SheetRows(sheet: Place.name, firstRow: Place.firstRow, columns: columns) {
        [self] row in
        guard row.numbers[Place.customerColumn] != nil || row.numbers[Place.lastColumn] != nil
        else {
          return
        }
        if try !isSound(row), oddCustomers.count < 3 {
          let customer = row.numbers[Place.customerColumn].map { "\($0)" } ?? "?"
          oddCustomers.append(
            .mismatch(
              sheet: Place.name, problem: "what customer \(customer) owes does not add up by age"))
        }
      }
    }

    /// Whether a customer's amounts by age come to what is outstanding, and none is older than the
    /// oldest invoice.
    private func isSound(_ row: SheetRows.Row) throws -> Bool {
      typealias Place = OutstandingSheet
      guard let invoices = row.numbers[Place.invoicesColumn], invoices > .zero,
        let oldest = row.numbers[Place.oldestColumn], oldest.thousandths % 1000 == 0,
        let total = row.numbers[Place.lastColumn]
      else { return false }
      let age = (SheetNumber(lastDay).thousandths - oldest.thousandths) / 1000
      let band = InvoiceAge.allCases.firstIndex(of: InvoiceAge(days: Int(age))) ?? 0
      var sum = SheetNumber.zero
      for index in InvoiceAge.allCases.indices {
        guard let amount = row.numbers[Place.firstAmountColumn + index],
          index <= band || amount == .zero
        else { return false }
        sum = try sum + amount
      }
      return sum == total
    }
  }
}
