internal import Billing
internal import LabSchema
internal import PlainText

/// Whether the sheets of a workbook show what the CSV files come to, as far as these say it, and each
/// formula what it gives.
struct SheetsCheck {
  let manifest: Manifest
  let scope: ExportScope
  let contents: WorkbookContents
  let reconciliation: ReconciliationSums
  let invoices: InvoicesSums
  let exceptions: ExceptionsSums

  func mismatches() throws -> [SpreadsheetError] {
    func sheet(_ name: String) -> SheetFigures {
      contents.figures[name] ?? SheetFigures(sheet: name)
    }
    var problems: [SpreadsheetError] = []
    for name in contents.figures.keys.sorted() { problems += try sheet(name).mismatches() }
    problems += try summary(sheet(SummarySheet.name))
    problems += try days(sheet(DaysSheet.name))
    problems += series(sheet(SeriesSheet.name))
    problems += try TablesCheck(totals: reconciliation.totals, reconciliation: reconciliation)
      .mismatches(
        discounts: sheet(DiscountsSheet.name), distance: sheet(DistanceSheet.name),
        tests: sheet(TestsSheet.name))
    problems += try ListsCheck(
      contents: contents, reconciliation: reconciliation, invoices: invoices, exceptions: exceptions
    ).mismatches()
    return problems + charts()
  }

  /// The package's own figures, and the tie-out.
  private func summary(_ sheet: SheetFigures) throws -> [SpreadsheetError] {
    var figures = reconciliation.figures
    figures.adjusted = invoices.adjusted
    figures.adjustedHere = invoices.adjustedHere
    figures.outstandingOnInvoices = try invoices.outstanding.total()
    let open = contents.states[.open] ?? [:]
    figures.quarantines = open[.quarantine] ?? 0
    figures.holds = open[.hold] ?? 0
    figures.warnings = open[.warn] ?? 0
    figures.decided = contents.findings.count - figures.openFindings
    let period = PeriodFigures(
      bookings: reconciliation.bookings, figures: figures, records: reconciliation.records,
      totals: reconciliation.totals)
    // Where there are more findings than a sheet has rows, how many are open is not to be seen.
    let lines = SummarySheet.lineRows.filter {
      !$0.line.isOfFindings || ListsCheck.hasRoom(for: exceptions)
    }
    var problems: [SpreadsheetError] = []
    for (line, row) in lines {
      problems += sheet.expect(
        try line.value(period).number, row, SummarySheet.valueColumn, line.label)
    }
    for (index, check) in manifest.tieOut.enumerated() {
      let row = SummarySheet.tieOutRow + index
      for (column, text) in [(1, check.expected), (2, check.actual)] {
        let amount = Money(text.utf8.span)
        problems += sheet.expect(amount.map { SheetNumber($0) }, row, column, check.name)
      }
    }
    let end = SummarySheet.tieOutRow + manifest.tieOut.count
    if let last = sheet.figures.last, last.row >= end {
      let cell = CellName.name(row: last.row, column: last.column)
      problems.append(sheet.problem("\(cell) is of a check that the manifest does not have"))
    }
    return problems
  }

  /// Each day shows what its rows of the reconciliation come to. A day that had not come has no
  /// running total, and no record.
  private func days(_ sheet: SheetFigures) throws -> [SpreadsheetError] {
    var problems: [SpreadsheetError] = []
    var running = Money.zero
    var hasCome = true
    let runningColumn = DaysSheet.columns.position(DaysSheet.runningColumn)
    for (index, figures) in reconciliation.dayFigures.enumerated() {
      let row = DaysSheet.headerRow + 1 + index
      running = try running + figures.balance.amounts.final
      if figures.records == 0, sheet[row, runningColumn] == nil { hasCome = false }
      let expected = DaysSheet.numbers(figures, running: hasCome ? running : nil)
      for (column, number) in expected.enumerated() {
        problems += sheet.expect(number, row, column, "\(figures.date)")
      }
    }
    return problems
  }

  /// Each series is the one that manifest and tie-out speak of, and has as many documents here as the
  /// list of invoices.
  private func series(_ sheet: SheetFigures) -> [SpreadsheetError] {
    guard let series = manifest.series else {
      // Version 1 did not name them; the last number of each row is that of its documents here.
      var documents: [Int: SheetNumber] = [:]
      for figure in sheet.figures { documents[figure.row] = figure.number }
      let sum = documents.values.reduce(0) { $0 + $1.thousandths / 1000 }
      return sum == invoices.rows
        ? []
        : [
          sheet.problem(
            "it has \(counted(sum, "document")) of this period instead of \(invoices.rows)")
        ]
    }
    let column = SeriesSheet.columns.position
    let checks = Dictionary(manifest.tieOut.map { ($0.name, $0) }) { first, _ in first }
    var problems: [SpreadsheetError] = []
    for (index, entry) in series.enumerated() {
      let row = SeriesSheet.headerRow + 1 + index
      let passed = sheet[row, column("passed_over")] ?? .zero
      let name = SeriesNames.name(entry, in: Set(checks.keys))
      let check = checks[TieOut.issued(name, passedOver: passed > .zero)]
      let (span, documents) = (check.flatMap { Int($0.expected) }, check.flatMap { Int($0.actual) })
      problems += sheet.expect(span.map { SheetNumber($0) }, row, column("expected"), name)
      let issued = documents.map { Int64($0) * 1000 - passed.thousandths }
      problems += sheet.expect(
        issued.map { SheetNumber(thousandths: $0) }, row, column("issued"), name)
      let gaps = span.flatMap { span in documents.map { span - $0 } }
      problems += sheet.expect(gaps.map { SheetNumber($0) }, row, column("gaps"), name)
      problems += sheet.expect(
        invoices.documents(in: entry).map { SheetNumber($0) }, row, column("issued_here"), name)
    }
    if let last = sheet.figures.last, last.row > SeriesSheet.headerRow + series.count {
      problems.append(sheet.problem("it has a series that the manifest does not have"))
    }
    return problems
  }

  /// What a chart shows are the cells it names.
  private func charts() -> [SpreadsheetError] {
    contents.charts.compactMap { series in
      let parts = series.cells.replacing("$", with: "").split(separator: "!")
      let cells = parts.last?.split(separator: ":").compactMap { CellName.parse(String($0)) } ?? []
      // One cell is no range.
      guard parts.count == 2, let first = cells.first, let last = cells.last,
        first.column == last.column, let sheet = contents.figures[String(parts[0])]
      else {
        return .mismatch(
          sheet: SummarySheet.name,
          problem: "a chart shows \(ShownText.short(series.cells.utf8)), which are no figures")
      }
      let wrong = series.numbers.contains { index, text in
        SheetNumber(cellText: text.utf8.span) != sheet[first.row &+ index, first.column]
      }
      return wrong ? sheet.problem("a chart shows other numbers than \(series.cells)") : nil
    }
  }
}

extension SheetFigures {
  /// What is wrong with a cell that should show a number.
  func expect(
    _ expected: SheetNumber?, _ row: Int, _ column: Int, _ what: String
  ) -> [SpreadsheetError] {
    let shown = self[row, column]
    guard shown != expected else { return [] }
    return [
      problem(
        "\(CellName.name(row: row, column: column)) (\(what)) shows "
          + "\(shown.map { "\($0)" } ?? "no number") instead of "
          + "\(expected.map { "\($0)" } ?? "no number")")
    ]
  }
}
