internal import Billing
internal import LabSchema

/// *Summary*: the figures beside those of the period before, the proof that they tie out, and four
/// charts, on one page.
enum SummarySheet: PackageSheet {
  static let name = "Summary"
  static let firstRow = 3
  private static let rows = 56

  private static let widths: [Double] = [44, 14, 14, 14, 4, 2]

  static func about(_ content: PackageContent) -> String {
    """
    The figures beside those of the period before, the tie-out, and charts. Outstanding is what \
    notes and payments leave of the invoices; what is not yet invoiced is told apart from it.
    """
  }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content)
      try setWidths(content, of: &sheet)
      // Charts lie over rows, so all programs have to make the rows equally high.
      for row in firstRow..<(firstRow + rows) {
        try sheet.setHeight(CellStyle.rowHeight, row: row)
      }
      var row = try writeHeader(content, to: &sheet)
      for block in SummaryFigures.blocks {
        row = try write(block, row: row, content, to: &sheet)
      }
      _ = try TieOutTable.write(content.tieOut, row: row + 1, content.look, to: &sheet)
      try SummaryCharts.insert(content, row: firstRow, column: widths.count, to: &sheet)
      sheet.activate()
      try sheet.finish(content, headerRows: nil, onOnePage: true)
    }
  }

  /// The column of the package's own figures.
  static let valueColumn = 1

  /// Where the package's figures are.
  static var figureRows: [(figure: PackageTotals.Figure, row: Int)] {
    lineRows.compactMap { line, row in line.figure.map { ($0, row) } }
  }

  /// Its lines with the rows they are in.
  static var lineRows: [(line: SummaryFigures.Line, row: Int)] {
    var rows: [(SummaryFigures.Line, Int)] = []
    var row = firstRow + 1
    for block in SummaryFigures.blocks {
      for (index, line) in block.lines.enumerated() { rows.append((line, row + 1 + index)) }
      row += 1 + block.lines.count
    }
    return rows
  }

  /// The first check of the tie-out, below the lines and its header.
  static var tieOutRow: Int { (lineRows.last?.row ?? firstRow) + 3 }

  /// The rows of the bookings' outcomes, for a chart.
  static let outcomeRows: ClosedRange<Int> = {
    let rows = figureRows.compactMap { figure, row -> Int? in
      if case .outcome = figure { row } else { nil }
    }
    return rows[0]...rows[rows.count - 1]
  }()

  private static func setWidths(_ content: PackageContent, of sheet: inout Sheet) throws {
    var figures = headers(content).map { SheetLook.boldText.columns(for: $0) + 1.5 }
    for line in SummaryFigures.blocks.flatMap(\.lines) {
      let now = try line.value(content.period)
      let before = try content.before.map(line.value)
      for value in try [now, before, before.map(now.minus)] {
        if case .amount(let amount) = value {
          figures.append(content.look.money.width(of: amount) + 1)
        }
      }
    }
    let widest = figures.max() ?? 0
    for (column, width) in widths.enumerated() {
      try sheet.setWidth(
        (1...3).contains(column) ? max(width, widest) : width, columns: column...column)
    }
  }

  private static func writeHeader(
    _ content: PackageContent, to sheet: inout Sheet
  ) throws -> Int {
    let right = sheet.format(SheetLook.header(.right))
    try sheet.blank(row: firstRow, column: 0, sheet.format(SheetLook.header()))
    for (index, header) in headers(content).enumerated() {
      try sheet.write(header, row: firstRow, column: index + 1, right)
    }
    return firstRow + 1
  }

  private static func headers(_ content: PackageContent) -> [String] {
    [
      PackageContent.name(of: content.scope), PackageContent.name(of: content.scope.before),
      "Change", "",
    ]
  }

  /// Writes a block; returns the row after it.
  private static func write(
    _ block: SummaryFigures.Block, row first: Int, _ content: PackageContent,
    to sheet: inout Sheet
  ) throws -> Int {
    let section = sheet.format(SheetLook.section)
    try sheet.setHeight(SheetLook.sectionHeight, row: first)
    try sheet.write(block.title, row: first, column: 0, section)
    for column in 1...4 { try sheet.blank(row: first, column: column, section) }
    for (index, line) in block.lines.enumerated() {
      try write(line, row: first + 1 + index, content, to: &sheet)
    }
    return first + 1 + block.lines.count
  }

  private static func write(
    _ line: SummaryFigures.Line, row: Int, _ content: PackageContent, to sheet: inout Sheet
  ) throws {
    let dress = line.result == nil ? { $0 } : SheetLook.result
    let label = sheet.format(dress(SheetLook.label))
    try sheet.write(
      line.label, row: row, column: 0,
      line.isPart ? sheet.format(SheetLook.indented(SheetLook.label)) : label)
    let now = try line.value(content.period)
    func write(_ value: SummaryFigures.Value, column: Int, formula: String?) throws {
      let format = sheet.format(dress(value.style(content.look)))
      if let formula {
        try sheet.write(
          formula: formula, result: value.cellNumber, row: row, column: column, format)
      } else {
        try sheet.write(value.cellNumber, row: row, column: column, format)
      }
    }
    try write(
      now, column: valueColumn, formula: line.result?.formula(row: row, column: valueColumn))
    if let before = try content.before.map(line.value) {
      try write(before, column: 2, formula: line.result?.formula(row: row, column: 2))
      try write(
        try now.minus(before), column: 3,
        formula: CellName.difference(row: row, of: 1, minus: 2))
    } else {
      for column in 2...3 { try sheet.blank(row: row, column: column, label) }
    }
    try sheet.blank(row: row, column: 4, label)
  }
}

extension SummaryFigures.Value {
  fileprivate var cellNumber: Double {
    switch self {
    case .count(let count): Double(count)
    case .amount(let amount): amount.cellNumber
    }
  }

  fileprivate func style(_ look: SheetLook) -> CellStyle {
    switch self {
    case .count: SheetLook.count
    case .amount(let amount): look.sparseAmount(amount)
    }
  }
}
