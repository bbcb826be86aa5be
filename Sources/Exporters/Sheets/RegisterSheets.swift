internal import Billing
internal import LabSchema

/// *Register*: a row a record, then a row a note. Its rows go to the disk as they are read, so that
/// a month of any size is written in a few MB; the totals stand above them, where a filter leaves
/// them in sight. What does not fit one sheet goes on in *Register (2)*.
enum RegisterSheets: PackageSheet {
  static let name = "Register"
  static let holdsFigures = false
  static let totalsRow = 2
  static let headerRow = 3
  static let firstRow = 4
  /// As many as a spreadsheet has below the header.
  static let rowsPerSheet = Sheet.maximumRows - firstRow

  static func name(_ page: Int) -> String { page == 0 ? name : "\(name) (\(page + 1))" }

  static func about(_ content: PackageContent) -> String {
    """
    A row a record, then a row a credit or debit note. The totals follow the filter. \
    Outstanding = final amount + notes on the record, whenever they were posted − paid.
    """
  }

  static let remarks = [
    columns.remark(
      noteAmount,
      text: "A credit note's, below zero, or a debit note's that was posted into this period."),
    columns.remark(
      "status",
      text: "draft, finalized, invoiced, paid: one way, in this order. A note is what it is."),
  ]

  /// A row: a record, or a note of its own amount; what it leaves to pay is in the row of its record.
  enum Entry {
    case record(RegisterRow)
    case note(RegisterNote)
  }

  static let noteAmount = "note_amount"

  static let columns = ReportColumns<Entry>(
    [
      .sheet("booking_id", "Booking", .identifier, width: .fixed(8.5)) {
        ReportValue($0.bookingID)
      },
      .sheet("service_date", "Service date", .date, width: .fixed(10.5)) {
        ReportValue($0.record?.serviceDate)
      },
      .sheet("billing_date", "Billing date", .date, width: .fixed(10.5)) {
        .date($0.postingDate)
      },
      .sheet("customer", "Customer", .text, width: .fixed(20)) { .text($0.customer) },
      .sheet("pet", "Pet", .text, width: .fixed(10.5)) { ReportValue($0.pet) },
      .sheet("tests", "Tests", .text, width: .fixed(38)) { .text($0.tests) },
    ]
      + Amounts.Part.allCases.map { amount(.part($0)) }
      + [
        .sheet(noteAmount, "Note amount", .sparseAmount, total: .sum) {
          ReportValue($0.note?.amount)
        },
        .sheet(
          "status", "Status",
          .choice(
            RecordStatus.allCases.map(\.rawValue) + ["settled"]
              + AdjustmentKind.allCases.map { words(for: $0.rawValue) }),
          width: .fixed(10.5)
        ) { .text($0.status) },
        .sheet("invoice_number", "Invoice", .text, width: .fixed(15.5)) {
          ReportValue($0.number)
        },
        .sheet("invoice_date", "Invoice date", .date, width: .fixed(10.5)) {
          ReportValue($0.numberDate)
        },
        amount(.paid), amount(.outstanding),
        .sheet(
          "findings", "Findings", .text, width: .fixed(19), color: SheetLook.Color.caution
        ) { ReportValue($0.findings) },
      ])

  private static func amount(_ figure: Balance.Figure) -> ReportColumn<Entry> {
    .sheet(
      figure.column, figure.title, .sparseAmount, total: .sum, is: .balance(figure)
    ) { ReportValue($0.record?.balance[figure]) }
  }

  fileprivate static func words(for name: String) -> String { name.replacing("_", with: " ") }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    var page = 0
    var sheet = try open(page, content, in: &workbook)
    let table = StreamedTable(
      columns, wrapping: .whereNeeded, isAtTop: false, content.look, formatsOf: sheet)
    var row = firstRow
    var done = 0
    // All rows are read in one go, and a full sheet is followed by the next one on the way.
    func turnPage() throws {
      guard row == firstRow + content.register[page].rows, page + 1 < content.register.count
      else { return }
      page += 1
      sheet = try open(page, content, in: &workbook)
      row = firstRow
    }
    try reader.register { record in
      try turnPage()
      try table.write(.record(record), row: row, to: &sheet)
      row += 1
      done += 1
      progress(done)
    }
    try reader.registerNotes { note in
      try turnPage()
      try table.write(.note(note), row: row, to: &sheet)
      row += 1
    }
  }

  /// What the columns of amounts come to.
  static func sums(_ totals: RegisterTotals) -> [(column: Int, sum: Money)] {
    columns.indices.compactMap { index in
      guard columns[index].isAmount else { return nil }
      guard case .balance(let figure)? = columns[index].figure else {
        return (index, totals.noteAmounts)
      }
      return (index, totals.balance[figure])
    }
  }

  /// What the sheets have to hold when they are read back.
  static func expectations(_ pages: [RegisterTotals]) -> [SheetExpectation] {
    pages.enumerated().map { page, totals in
      SheetExpectation(
        sheet: name(page), firstRow: firstRow, rows: totals.rows, totalsRow: totalsRow,
        columns: sums(totals).map {
          SheetExpectation.Column(column: $0.column, sum: $0.sum)
        })
    }
  }

  /// Makes a sheet that only lacks its rows.
  private static func open(
    _ page: Int, _ content: PackageContent, in workbook: inout Workbook
  ) throws -> Sheet {
    let totals = content.register[page]
    var sheet = try workbook.openSheet(name(page), rows: .stream)
    try setLayout(totals, content, of: &sheet)
    try sheet.writeHeading(
      content, name(page), note: "outstanding = final amount + all notes on the record − paid")
    try writeTotals(totals, content.look, to: &sheet)
    try sheet.setHeight(SheetLook.headerHeight, row: headerRow)
    try columns.writeHeader(row: headerRow, to: &sheet)
    try sheet.filter(
      headerRow: headerRow, lastRow: max(headerRow, firstRow + totals.rows - 1),
      columns: 0...(columns.count - 1))
    return sheet
  }

  /// A header of two words that just fits would touch the one before it.
  private static let narrowest = 12.0

  private static func setLayout(
    _ totals: RegisterTotals, _ content: PackageContent, of sheet: inout Sheet
  ) throws {
    try columns.setFixedWidths(of: &sheet)
    // No amount of a row is wider than the sum of its column, but where some are below zero: then a
    // filter can make the sum as large as all of them on one side.
    let mixed = [
      columns.position(noteAmount): totals.noteMagnitude,
      columns.position(Balance.Figure.outstanding.column): totals.outstandingMagnitude,
    ]
    for (column, sum) in sums(totals) {
      let widest = try mixed[column].map { try .zero - $0 } ?? sum
      let header = max(narrowest, SheetLook.width(ofHeader: columns[column].title))
      try sheet.setWidth(
        max(header, content.look.money.width(of: widest)), columns: column...column)
    }
    sheet.freeze(row: firstRow, column: 1)
    try sheet.finish(content, headerRows: headerRow...headerRow)
  }

  private static func writeTotals(
    _ totals: RegisterTotals, _ look: SheetLook, to sheet: inout Sheet
  ) throws {
    let label = sheet.format(SheetLook.total(SheetLook.label))
    let rows = firstRow...max(firstRow, firstRow + totals.rows - 1)
    let sums = sums(totals)
    try sheet.write("Total of the rows shown", row: totalsRow, column: 0, label)
    for column in 1..<columns.count {
      guard let sum = sums.first(where: { $0.column == column })?.sum else {
        try sheet.blank(row: totalsRow, column: column, label)
        continue
      }
      try sheet.write(
        formula: "=SUBTOTAL(109,\(CellName.range(column: column, rows: rows)))",
        result: sum.cellNumber, row: totalsRow, column: column,
        sheet.format(SheetLook.total(SheetLook.filteredAmount)))
    }
    for column in sums.map(\.column) {
      try sheet.follow(look.money.sizeFormats, row: totalsRow, columns: column...column)
    }
  }
}

extension RegisterSheets.Entry {
  fileprivate var record: RegisterRow? {
    if case .record(let record) = self { record } else { nil }
  }
  fileprivate var note: RegisterNote? { if case .note(let note) = self { note } else { nil } }

  fileprivate var bookingID: BookingID {
    switch self {
    case .record(let record): record.bookingID
    case .note(let note): note.bookingID
    }
  }

  fileprivate var postingDate: CalendarDate {
    switch self {
    case .record(let record): record.billingDate
    case .note(let note): note.date
    }
  }

  fileprivate var customer: String {
    switch self {
    case .record(let record): record.customer
    case .note(let note): note.customer
    }
  }

  fileprivate var pet: String? {
    switch self {
    case .record(let record): record.pet
    case .note(let note): note.pet
    }
  }

  /// The names of the tests; why a note was posted.
  fileprivate var tests: String {
    switch self {
    case .record(let record): record.tests
    case .note(let note): note.reason
    }
  }

  fileprivate var status: String {
    switch self {
    case .record(let record): record.status.word(isPaidFor: record.balance.paid != .zero)
    case .note(let note): RegisterSheets.words(for: note.kind.rawValue)
    }
  }

  fileprivate var number: String? {
    switch self {
    case .record(let record): record.invoiceNumber
    case .note(let note): note.number
    }
  }

  fileprivate var numberDate: CalendarDate? {
    switch self {
    case .record(let record): record.invoiceDate
    case .note(let note): note.date
    }
  }

  /// With a space after each semicolon, so that they wrap.
  fileprivate var findings: String? {
    guard let record, !record.findings.isEmpty else { return nil }
    return record.findings.replacing(";", with: "; ")
  }
}
