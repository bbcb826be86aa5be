internal import Billing
internal import LabSchema

extension ReportValue {
  /// Its number in the sheet; nil where it has none.
  var number: SheetNumber? {
    switch self {
    case .identifier(let id): SheetNumber(Int(id))
    case .count(let count): SheetNumber(count)
    case .amount(let amount): SheetNumber(amount)
    case .distance(let distance): SheetNumber(thousandths: distance.thousandths)
    case .date(let date): SheetNumber(date)
    case .text, .month, .nothing, .missing: nil
    }
  }
}

extension ReportColumn {
  /// A column of a sheet.
  static func sheet(
    _ name: String, _ title: String, _ kind: Kind, total: Total = .none,
    width: Width = .fitting(upTo: 60), is figure: PackageTotals.Figure? = nil,
    color: UInt32? = nil, tint: (@Sendable (Row) -> UInt32?)? = nil,
    _ value: @escaping @Sendable (Row) -> ReportValue
  ) -> ReportColumn {
    ReportColumn(
      name: name, title: title, kind: kind, total: total, width: width, color: color,
      tint: tint, figure: figure, value: value)
  }
}

/// A table in a sheet kept in memory: header, a row for each value, and totals that are formulas,
/// for those who follow them, with their results, for those who look. Its rows may come in sections
/// under one header, each with a title and totals of its own.
struct SheetTable<Row> {
  var columns: ReportColumns<Row>
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
    try columns.writeHeader(row: headerRow, to: &sheet)
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
        try write(
          column.value(row), of: column.kind, row: first + offset, index: index, to: &sheet,
          SheetLook.ruled)
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
      var width = SheetLook.width(ofHeader: column.title)
      for row in rows { width = max(width, self.width(of: column.value(row), column.kind)) }
      if case .sum = column.total {
        width = max(width, self.width(of: try sum(column, rows), column.kind))
      }
      if case .label(let text) = column.total {
        width = max(width, SheetLook.boldText.columns(for: text) + 1)
      }
      return switch column.width {
      case .fixed(let width): width
      case .fitting(let limit): min(width, limit)
      }
    }
  }

  func setWidths(_ rows: [Row], of sheet: inout Sheet) throws {
    for (index, width) in try widths(rows).enumerated() {
      try sheet.setWidth(width, columns: index...index)
    }
  }

  private var needsTwoLines: Bool { columns.contains { $0.isNumber && $0.title.contains(" ") } }

  private func width(of value: ReportValue, _ kind: ReportColumn<Row>.Kind) -> Double {
    switch value {
    case .text(let text): SheetLook.plainText.columns(for: text) + 1.5
    case .identifier(let id): Double("\(id)".count) * 1.3 + 2.5
    case .count(let count): Double("\(count)".count) * 1.3 + 2.5
    case .amount(let amount): look.money.width(of: amount)
    case .distance(let distance): Double("\(distance)".count) + 3
    case .date: if case .weekday = kind { 13 } else { 12.5 }
    case .month(let month): SheetLook.plainText.columns(for: "\(month)") + 1.5
    case .nothing, .missing: 0
    }
  }

  private func write(
    _ value: ReportValue, of kind: ReportColumn<Row>.Kind, row: Int, index: Int,
    to sheet: inout Sheet, _ dress: (CellStyle) -> CellStyle
  ) throws {
    if case .missing = value { return }
    let style = look.style(of: value, kind)
    let format = sheet.format(
      dress(columns.followsNumber(index) ? SheetLook.indented(style) : style))
    try sheet.write(value, row: row, column: index, format)
  }

  private func writeTotals(
    _ rows: [Row], from first: Int, row: Int, to sheet: inout Sheet
  ) throws {
    for (index, column) in columns.enumerated() {
      switch column.total {
      case .none:
        try write(.nothing, of: .text, row: row, index: index, to: &sheet, SheetLook.total)
      case .label(let text):
        try write(.text(text), of: .text, row: row, index: index, to: &sheet, SheetLook.total)
      case .sum:
        try writeSum(
          try sum(column, rows), of: first..<(first + rows.count), row: row, index: index,
          to: &sheet)
      }
    }
  }

  private func writeSum(
    _ sum: ReportValue, of rows: Range<Int>, row: Int, index: Int, to sheet: inout Sheet
  ) throws {
    let (result, style): (Double, CellStyle)
    switch sum {
    case .amount(let amount): (result, style) = (amount.cellNumber, look.amount(amount))
    case .distance(let distance): (result, style) = (distance.cellNumber, SheetLook.distance)
    case .count(let count): (result, style) = (Double(count), SheetLook.count)
    case .text, .identifier, .date, .month, .nothing, .missing:
      return try write(.nothing, of: .text, row: row, index: index, to: &sheet, SheetLook.total)
    }
    // Of no rows there is nothing to sum: the range would be the total's own row.
    guard !rows.isEmpty else {
      return try write(
        sum, of: .amount, row: row, index: index, to: &sheet, SheetLook.total)
    }
    let range = CellName.range(column: index, rows: rows.lowerBound...(rows.upperBound - 1))
    try sheet.write(
      formula: "=SUM(\(range))", result: result, row: row, column: index,
      sheet.format(SheetLook.total(style)))
  }

  /// What the values of a column come to, in their own kind; nothing where there are none of any kind.
  private func sum(_ column: ReportColumn<Row>, _ rows: [Row]) throws -> ReportValue {
    var sum = rows.isEmpty ? ReportValue.count(0) : .nothing
    for row in rows {
      switch (sum, column.value(row)) {
      case (.count(let sofar), .count(let count)): sum = .count(sofar + count)
      case (.amount(let sofar), .amount(let amount)): sum = .amount(try sofar + amount)
      case (.distance(let sofar), .distance(let distance)):
        sum = .distance(Distance(thousandths: sofar.thousandths + distance.thousandths))
      case (.nothing, let value): sum = value
      default: break
      }
    }
    return sum
  }
}

extension ReportColumns {
  /// Whether a column of texts or dates stands right after one of numbers: it keeps a little away.
  func followsNumber(_ index: Int) -> Bool {
    index > 0 && self[index - 1].isNumber && !self[index].isNumber
  }

  func writeHeader(row: Int, to sheet: inout Sheet) throws(SpreadsheetError) {
    for (index, column) in enumerated() {
      var style = SheetLook.header(column.isNumber ? .right : .left)
      if followsNumber(index) { style = SheetLook.indented(style) }
      try sheet.write(column.title, row: row, column: index, sheet.format(style))
    }
  }

  /// Sets the widths that do not depend on what the columns hold.
  func setFixedWidths(of sheet: inout Sheet) throws(SpreadsheetError) {
    for (index, column) in enumerated() {
      if case .fixed(let width) = column.width {
        try sheet.setWidth(width, columns: index...index)
      }
    }
  }
}

extension SheetLook {
  /// How a value of a column looks.
  func style<Row>(of value: ReportValue, _ kind: ReportColumn<Row>.Kind) -> CellStyle {
    switch (value, kind) {
    case (.text, _), (.nothing, _), (.missing, _), (.month, _): Self.text
    case (.identifier, .rightIdentifier): Self.plainNumber
    case (.identifier, _): Self.number
    case (.count, _): Self.count
    case (.amount(let amount), .sparseAmount): sparseAmount(amount)
    case (.amount(let amount), _): self.amount(amount)
    case (.distance, _): Self.distance
    case (.date, .weekday): Self.weekday
    case (.date, _): Self.date
    }
  }
}

extension Sheet {
  /// Writes what a report says in one place of a row.
  mutating func write(
    _ value: ReportValue, row: Int, column: Int, _ format: CellFormat
  ) throws(SpreadsheetError) {
    switch value {
    case .text(let text): try write(text, row: row, column: column, format)
    case .identifier(let id): try write(Double(id), row: row, column: column, format)
    case .count(let count): try write(Double(count), row: row, column: column, format)
    case .amount(let amount): try write(amount.cellNumber, row: row, column: column, format)
    case .distance(let distance): try write(distance.cellNumber, row: row, column: column, format)
    case .date(let date): try write(date.cellNumber, row: row, column: column, format)
    case .month(let month): try write("\(month)", row: row, column: column, format)
    case .nothing: try blank(row: row, column: column, format)
    case .missing: break
    }
  }
}
