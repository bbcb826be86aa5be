internal import LabSchema

/// Writes rows of the register. It keeps its formats, since looking them up for each cell of a
/// million rows takes longer than writing them; they serve every sheet of the workbook.
struct RegisterWriter {
  /// For a row of one line: none of its cells wraps, as programs measure the rows of those that do.
  private let line: Formats
  /// For a row with a text of several lines.
  private let lines: Formats
  private let look: SheetLook
  private let measure = SheetLook.plainText
  private let widths = RegisterColumns.all.map(\.width)

  private struct Formats {
    var number: CellFormat
    var date: CellFormat
    var text: CellFormat
    var amount: CellFormat
    var nothing: CellFormat
    var status: CellFormat
    var finding: CellFormat
    var isTall: Bool

    init(_ sheet: borrowing Sheet, _ look: SheetLook, isTall: Bool) {
      func format(_ style: CellStyle) -> CellFormat {
        sheet.format(RegisterWriter.dressed(style, isTall: isTall))
      }
      let words = isTall ? SheetLook.wrapping(SheetLook.text) : SheetLook.text
      number = format(SheetLook.number)
      date = format(SheetLook.date)
      text = format(words)
      amount = format(look.amount(.zero))
      nothing = format(look.sparseAmount(.zero))
      status = format(SheetLook.indented(words))
      finding = format(SheetLook.indented(SheetLook.colored(words, SheetLook.Color.caution)))
      self.isTall = isTall
    }
  }

  init(_ sheet: borrowing Sheet, _ look: SheetLook) {
    line = Formats(sheet, look, isTall: false)
    lines = Formats(sheet, look, isTall: true)
    self.look = look
  }

  /// Over a faint line, and in a row of several lines at the top.
  private static func dressed(_ style: CellStyle, isTall: Bool) -> CellStyle {
    SheetLook.ruled(isTall ? SheetLook.atTop(style) : style)
  }

  func write(_ record: RegisterRow, row: Int, to sheet: inout Sheet) throws {
    typealias C = RegisterColumns
    let findings = record.findings.isEmpty ? nil : record.findings.replacing(";", with: "; ")
    let people = max(lines(record.customer, C.customer), lines(record.pet, C.pet))
    let words = max(lines(record.tests, C.tests), lines(findings, C.findings))
    let formats = try begin(
      row, lines: max(people, max(words, lines(record.invoiceNumber, C.number))), of: &sheet)
    try sheet.write(Double(record.bookingID.rawValue), row: row, column: C.booking, formats.number)
    try write(record.serviceDate, row, C.serviceDate, formats, to: &sheet)
    try write(record.billingDate, row, C.billingDate, formats, to: &sheet)
    try write(record.customer, row, C.customer, formats.text, to: &sheet)
    try write(record.pet, row, C.pet, formats.text, to: &sheet)
    try write(record.tests, row, C.tests, formats.text, to: &sheet)
    try write(record.amounts.base, row, C.base, formats, to: &sheet)
    try write(record.amounts.discount, row, C.discount, formats, to: &sheet)
    try write(record.amounts.distance, row, C.distance, formats, to: &sheet)
    try write(record.amounts.final, row, C.final, formats, to: &sheet)
    try sheet.blank(row: row, column: C.note, formats.amount)
    let status = record.status.word(isPaidFor: record.amounts.paid != .zero)
    try write(status, row, C.status, formats.status, to: &sheet)
    try write(record.invoiceNumber, row, C.number, formats.text, to: &sheet)
    try write(record.invoiceDate, row, C.numberDate, formats, to: &sheet)
    try write(record.amounts.paid, row, C.paid, formats, to: &sheet)
    try write(record.amounts.outstanding, row, C.outstanding, formats, to: &sheet)
    try write(findings, row, C.findings, formats.finding, to: &sheet)
  }

  /// A note has only its own amount; what it leaves to pay is in the row of its record.
  func write(_ note: RegisterNote, row: Int, to sheet: inout Sheet) throws {
    typealias C = RegisterColumns
    let people = max(lines(note.customer, C.customer), lines(note.pet, C.pet))
    let words = max(lines(note.reason, C.tests), lines(note.number, C.number))
    let formats = try begin(row, lines: max(people, words), of: &sheet)
    try sheet.write(Double(note.bookingID.rawValue), row: row, column: C.booking, formats.number)
    try write(nil, row, C.serviceDate, formats, to: &sheet)
    try write(note.date, row, C.billingDate, formats, to: &sheet)
    try write(note.customer, row, C.customer, formats.text, to: &sheet)
    try write(note.pet, row, C.pet, formats.text, to: &sheet)
    try write(note.reason, row, C.tests, formats.text, to: &sheet)
    for column in C.base...C.final { try sheet.blank(row: row, column: column, formats.amount) }
    try write(note.amount, row, C.note, formats, to: &sheet)
    try write(
      note.kind.rawValue.replacing("_", with: " "), row, C.status, formats.status, to: &sheet)
    try write(note.number, row, C.number, formats.text, to: &sheet)
    try write(note.date, row, C.numberDate, formats, to: &sheet)
    for column in C.paid...C.outstanding {
      try sheet.blank(row: row, column: column, formats.amount)
    }
    try write(nil, row, C.findings, formats.finding, to: &sheet)
  }

  private func lines(_ value: String?, _ column: Int) -> Int {
    guard let value else { return 1 }
    return measure.lines(value, width: widths[column])
  }

  /// Makes the row as high as its text; returns the formats of its cells.
  private func begin(_ row: Int, lines count: Int, of sheet: inout Sheet) throws -> Formats {
    guard count > 1 else { return line }
    try sheet.setHeight(SheetLook.height(lines: count), row: row)
    return lines
  }

  private func write(
    _ value: String?, _ row: Int, _ column: Int, _ format: CellFormat, to sheet: inout Sheet
  ) throws {
    if let value {
      try sheet.write(value, row: row, column: column, format)
    } else {
      try sheet.blank(row: row, column: column, format)
    }
  }

  private func write(
    _ value: Money, _ row: Int, _ column: Int, _ formats: Formats, to sheet: inout Sheet
  ) throws {
    // The format of nearly all amounts is the one at hand; the others have their own.
    let isUsual = !value.isNegative && value < Money(minorUnits: 100_000_000_000)
    let format =
      if value == .zero {
        formats.nothing
      } else if isUsual {
        formats.amount
      } else {
        sheet.format(Self.dressed(look.amount(value), isTall: formats.isTall))
      }
    try sheet.write(value.cellNumber, row: row, column: column, format)
  }

  private func write(
    _ value: CalendarDate?, _ row: Int, _ column: Int, _ formats: Formats, to sheet: inout Sheet
  ) throws {
    if let value {
      try sheet.write(value.cellNumber, row: row, column: column, formats.date)
    } else {
      try sheet.blank(row: row, column: column, formats.date)
    }
  }
}
