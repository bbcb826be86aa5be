internal import Billing
internal import LabSchema

/// A table whose rows go to the disk as they come, from left to right. It keeps its formats, since looking
/// them up for each cell of a million rows takes longer than writing them; they serve every sheet of the
/// workbook.
struct StreamedTable<Row> {
  /// When the texts of a row go over several lines: programs measure the rows of those that do.
  enum Wrapping {
    case always
    /// In a row of which a text needs it.
    case whereNeeded
  }

  private let columns: ReportColumns<Row>
  private let look: SheetLook
  private let wrapping: Wrapping
  private let isAtTop: Bool
  /// Of each column, in a row of one line and in one of several.
  private let short: [Formats]
  private let tall: [Formats]
  /// The texts that are measured, by column, and the room that they have.
  private let measured: [(column: Int, width: Double)]

  private struct Formats {
    var usual: CellFormat
    /// What an amount of nothing has.
    var zero: CellFormat
  }

  /// - Parameters:
  ///   - isAtTop: whether cells stand at the top of a row of one line, too.
  init(
    _ columns: ReportColumns<Row>, wrapping: Wrapping, isAtTop: Bool, _ look: SheetLook,
    formatsOf sheet: borrowing Sheet
  ) {
    self.columns = columns
    self.look = look
    self.wrapping = wrapping
    self.isAtTop = isAtTop
    measured = columns.indices.compactMap { index in
      guard case .text = columns[index].kind, case .fixed(let width) = columns[index].width else {
        return nil
      }
      return (index, width)
    }
    var formats: [[Formats]] = []
    for isTall in [false, true] {
      var row: [Formats] = []
      for (index, column) in columns.enumerated() {
        func format(_ style: CellStyle) -> CellFormat {
          sheet.format(
            Self.dressed(
              style, columns, index, color: column.color, isTall: isTall || isAtTop,
              wraps: isTall || wrapping == .always))
        }
        let usual = format(look.usualStyle(of: column.kind))
        let hasDash = if case .sparseAmount = column.kind { true } else { false }
        row.append(
          Formats(usual: usual, zero: hasDash ? format(look.sparseAmount(.zero)) : usual))
      }
      formats.append(row)
    }
    (short, tall) = (formats[0], formats[1])
  }

  /// Over a faint line, and in a row of several lines at the top.
  private static func dressed(
    _ style: CellStyle, _ columns: ReportColumns<Row>, _ index: Int, color: UInt32?, isTall: Bool,
    wraps: Bool
  ) -> CellStyle {
    let column = columns[index]
    var style = isTall ? SheetLook.atTop(style) : style
    if wraps, column.isText { style = SheetLook.wrapping(style) }
    if columns.followsNumber(index) { style = SheetLook.indented(style) }
    if let color { style = SheetLook.colored(style, color) }
    return SheetLook.ruled(style)
  }

  /// Writes a row.
  func write(_ value: Row, row: Int, to sheet: inout Sheet) throws {
    let values = columns.map { $0.value(value) }
    let lines = lines(values)
    let isTall = lines > 1
    if isTall || wrapping == .always {
      try sheet.setHeight(SheetLook.height(lines: lines), row: row)
    }
    let formats = isTall ? tall : short
    for index in values.indices {
      var format = formats[index].usual
      if let color = columns[index].tint?(value) {
        format = sheet.format(
          Self.dressed(
            look.usualStyle(of: columns[index].kind), columns, index, color: color,
            isTall: isTall || isAtTop, wraps: isTall || wrapping == .always))
      } else if case .amount(let amount) = values[index] {
        format = self.format(of: amount, index, formats, isTall: isTall, sheet)
      }
      try sheet.write(values[index], row: row, column: index, format)
    }
  }

  /// The format of nearly all amounts is at hand; the others have their own.
  private func format(
    of amount: Money, _ index: Int, _ formats: [Formats], isTall: Bool, _ sheet: borrowing Sheet
  ) -> CellFormat {
    if amount == .zero { return formats[index].zero }
    if !amount.isNegative, amount < Money(minorUnits: 100_000_000_000) {
      return formats[index].usual
    }
    return sheet.format(
      Self.dressed(
        look.amount(amount), columns, index, color: columns[index].color,
        isTall: isTall || isAtTop, wraps: false))
  }

  private func lines(_ values: [ReportValue]) -> Int {
    var lines = 1
    for (column, width) in measured {
      guard case .text(let text) = values[column] else { continue }
      lines = max(lines, SheetLook.plainText.lines(text, width: width))
    }
    return lines
  }
}

extension ReportColumn {
  fileprivate var isText: Bool {
    switch kind {
    case .text, .choice: true
    default: false
    }
  }
}

extension SheetLook {
  /// How nearly all values of a kind look.
  func usualStyle<Row>(of kind: ReportColumn<Row>.Kind) -> CellStyle {
    switch kind {
    case .identifier: Self.number
    case .rightIdentifier: Self.plainNumber
    case .count: Self.count
    case .date: Self.date
    case .weekday: Self.weekday
    case .amount, .signedAmount, .sparseAmount: amount(.zero)
    case .distance: Self.distance
    case .text, .choice, .month: Self.text
    }
  }
}
