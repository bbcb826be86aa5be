internal import LabSchema

/// What a cell of a table shows.
enum TableCell {
  case text(String)
  case count(Int)
  case amount(Money)
  /// An amount that is a dash where it is nothing.
  case sparse(Money)
  /// Kilometres.
  case distance(Distance)
  case date(CalendarDate)
  /// A date with its day of the week.
  case day(CalendarDate)
  case blank
  /// No cell: a chart has no point for it, while an empty one that has a look counts as 0.
  case missing
}

extension TableCell {
  /// Its number in the sheet; nil where it has none.
  var number: SheetNumber? {
    switch self {
    case .count(let count): SheetNumber(count)
    case .amount(let amount), .sparse(let amount): SheetNumber(amount)
    case .distance(let distance): SheetNumber(thousandths: distance.thousandths)
    case .date(let date), .day(let date): SheetNumber(date)
    case .text, .blank, .missing: nil
    }
  }
}

/// A column of a table.
struct TableColumn<Row>: Sendable {
  enum Total: Sendable {
    case none
    case label(String)
    case sum
  }

  var header: String
  var isNumber: Bool
  var total: Total
  /// The widest it gets where its content would have it wider.
  var limit: Double
  var cell: @Sendable (Row) -> TableCell

  var hasTotal: Bool { if case .none = total { false } else { true } }

  static func text(
    _ header: String, total: Total = .none, limit: Double = 60,
    _ cell: @escaping @Sendable (Row) -> String
  ) -> TableColumn {
    TableColumn(header: header, isNumber: false, total: total, limit: limit) { .text(cell($0)) }
  }

  static func other(
    _ header: String, total: Total = .none, _ cell: @escaping @Sendable (Row) -> TableCell
  ) -> TableColumn {
    TableColumn(header: header, isNumber: false, total: total, limit: 60, cell: cell)
  }

  static func number(
    _ header: String, total: Total = .sum, _ cell: @escaping @Sendable (Row) -> TableCell
  ) -> TableColumn {
    TableColumn(header: header, isNumber: true, total: total, limit: 60, cell: cell)
  }
}

/// A table in a sheet kept in memory: header, a row for each value, and totals that are formulas,
/// for those who follow them, with their results, for those who look. Its rows may come in sections
/// under one header, each with a title and totals of its own.
struct SheetTable<Row> {
  var columns: [TableColumn<Row>]
  var look: SheetLook
  var headerRow: Int

  var firstRow: Int { headerRow + 1 }

  /// Writes all of it; returns the row after it.
  @discardableResult
  func write(_ rows: [Row], to sheet: inout Sheet) throws -> Int {
    try writeHeader(to: &sheet)
    return try write(rows, from: firstRow, to: &sheet)
  }

  func writeHeader(to sheet: inout Sheet) throws {
    if needsTwoLines { try sheet.setHeight(SheetLook.headerHeight, row: headerRow) }
    for (index, column) in columns.enumerated() {
      var style = SheetLook.header(column.isNumber ? .right : .left)
      if followsNumber(index) { style = SheetLook.indented(style) }
      try sheet.write(column.header, row: headerRow, column: index, sheet.format(style))
    }
  }

  /// Writes a section; returns the row after it.
  func write(
    section title: String, _ rows: [Row], from row: Int, hasTotals: Bool = true,
    to sheet: inout Sheet
  ) throws -> Int {
    let format = sheet.format(SheetLook.section)
    try sheet.setHeight(SheetLook.sectionHeight, row: row)
    try sheet.write(title, row: row, column: 0, format)
    for column in 1..<columns.count { try sheet.blank(row: row, column: column, format) }
    return try write(rows, from: row + 1, hasTotals: hasTotals, to: &sheet)
  }

  /// Writes rows and, where a column has any, their totals; returns the row after them.
  private func write(
    _ rows: [Row], from first: Int, hasTotals: Bool = true, to sheet: inout Sheet
  ) throws -> Int {
    for (offset, row) in rows.enumerated() {
      for (index, column) in columns.enumerated() {
        try write(column.cell(row), row: first + offset, index: index, to: &sheet, SheetLook.ruled)
      }
    }
    let end = first + rows.count
    guard hasTotals, columns.contains(where: \.hasTotal) else { return end }
    try writeTotals(rows, from: first, row: end, to: &sheet)
    return end + 1
  }

  /// How wide its columns have to be for their content.
  func widths(_ rows: [Row]) throws -> [Double] {
    try columns.map { column in
      var width = SheetLook.width(ofHeader: column.header)
      for row in rows { width = max(width, self.width(of: column.cell(row))) }
      if case .sum = column.total { width = max(width, self.width(of: try sum(column, rows))) }
      if case .label(let text) = column.total {
        width = max(width, SheetLook.boldText.columns(for: text) + 1)
      }
      return min(width, column.limit)
    }
  }

  func setWidths(_ rows: [Row], of sheet: inout Sheet) throws {
    for (index, width) in try widths(rows).enumerated() {
      try sheet.setWidth(width, columns: index...index)
    }
  }

  private var needsTwoLines: Bool { columns.contains { $0.isNumber && $0.header.contains(" ") } }

  private func followsNumber(_ index: Int) -> Bool {
    index > 0 && columns[index - 1].isNumber && !columns[index].isNumber
  }

  private func width(of cell: TableCell) -> Double {
    switch cell {
    case .text(let text): SheetLook.plainText.columns(for: text) + 1.5
    case .count(let count): Double("\(count)".count) * 1.3 + 2.5
    case .amount(let amount), .sparse(let amount): look.money.width(of: amount)
    case .distance(let distance): Double("\(distance)".count) + 3
    case .date: 12.5
    case .day: 13
    case .blank, .missing: 0
    }
  }

  private func write(
    _ cell: TableCell, row: Int, index: Int, to sheet: inout Sheet,
    _ dress: (CellStyle) -> CellStyle
  ) throws {
    let column = index
    func format(_ style: CellStyle) -> CellFormat {
      sheet.format(dress(followsNumber(index) ? SheetLook.indented(style) : style))
    }
    switch cell {
    case .text(let text):
      try sheet.write(text, row: row, column: column, format(SheetLook.text))
    case .count(let count):
      try sheet.write(Double(count), row: row, column: column, format(SheetLook.count))
    case .amount(let amount):
      try sheet.write(amount.cellNumber, row: row, column: column, format(look.amount(amount)))
    case .sparse(let amount):
      try sheet.write(
        amount.cellNumber, row: row, column: column, format(look.sparseAmount(amount)))
    case .distance(let distance):
      try sheet.write(
        distance.cellNumber, row: row, column: column, format(SheetLook.distance))
    case .date(let date):
      try sheet.write(date.cellNumber, row: row, column: column, format(SheetLook.date))
    case .day(let date):
      try sheet.write(date.cellNumber, row: row, column: column, format(SheetLook.weekday))
    case .blank:
      try sheet.blank(row: row, column: column, format(SheetLook.text))
    case .missing: break
    }
  }

  private func writeTotals(
    _ rows: [Row], from first: Int, row: Int, to sheet: inout Sheet
  ) throws {
    for (index, column) in columns.enumerated() {
      switch column.total {
      case .none:
        try write(.blank, row: row, index: index, to: &sheet, SheetLook.total)
      case .label(let text):
        try write(.text(text), row: row, index: index, to: &sheet, SheetLook.total)
      case .sum:
        try writeSum(
          try sum(column, rows), of: first..<(first + rows.count), row: row, index: index,
          to: &sheet)
      }
    }
  }

  private func writeSum(
    _ sum: TableCell, of rows: Range<Int>, row: Int, index: Int, to sheet: inout Sheet
  ) throws {
    let (result, style): (Double, CellStyle)
    switch sum {
    case .amount(let amount): (result, style) = (amount.cellNumber, look.amount(amount))
    case .distance(let distance): (result, style) = (distance.cellNumber, SheetLook.distance)
    case .count(let count): (result, style) = (Double(count), SheetLook.count)
    case .text, .sparse, .date, .day, .blank, .missing:
      return try write(.blank, row: row, index: index, to: &sheet, SheetLook.total)
    }
    // Of no rows there is nothing to sum: the range would be the total's own row.
    guard !rows.isEmpty else {
      return try write(sum, row: row, index: index, to: &sheet, SheetLook.total)
    }
    let range = CellName.range(column: index, rows: rows.lowerBound...(rows.upperBound - 1))
    try sheet.write(
      formula: "=SUM(\(range))", result: result, row: row, column: index,
      sheet.format(SheetLook.total(style)))
  }

  /// What the cells of a column come to, in their own kind; blank where all of them are.
  private func sum(_ column: TableColumn<Row>, _ rows: [Row]) throws -> TableCell {
    var sum = rows.isEmpty ? TableCell.count(0) : .blank
    for row in rows {
      switch (sum, column.cell(row)) {
      case (.count(let sofar), .count(let count)): sum = .count(sofar + count)
      case (.amount(let sofar), .amount(let amount)), (.amount(let sofar), .sparse(let amount)):
        sum = .amount(try sofar + amount)
      case (.distance(let sofar), .distance(let distance)):
        sum = .distance(Distance(thousandths: sofar.thousandths + distance.thousandths))
      case (.blank, .sparse(let amount)): sum = .amount(amount)
      case (.blank, let cell): sum = cell
      default: break
      }
    }
    return sum
  }
}

extension Distance {
  /// Kilometres as a cell's number.
  var cellNumber: Double { Double(thousandths) / 1000 }
}
