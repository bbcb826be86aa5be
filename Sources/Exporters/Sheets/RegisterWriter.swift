internal import LabSchema

/// Writes rows of the register. It keeps its formats, since looking them up for each cell of a
/// million rows takes longer than writing them; they serve every sheet of the workbook.
struct RegisterWriter {
  private let number: CellFormat
  private let date: CellFormat
  private let text: CellFormat
  private let amount: CellFormat
  private let status: CellFormat
  private let finding: CellFormat
  private let look: SheetLook

  init(_ sheet: borrowing Sheet, _ look: SheetLook) {
    number = sheet.format(SheetLook.number)
    date = sheet.format(SheetLook.date)
    text = sheet.format(SheetLook.text)
    amount = sheet.format(look.amount(.zero))
    status = sheet.format(SheetLook.indented(SheetLook.text))
    finding = sheet.format(
      SheetLook.indented(SheetLook.colored(SheetLook.text, SheetLook.Color.caution)))
    self.look = look
  }

  func write(_ record: RegisterRow, row: Int, to sheet: inout Sheet) throws {
    typealias C = RegisterColumns
    try sheet.write(Double(record.bookingID.rawValue), row: row, column: C.booking, number)
    try write(record.serviceDate, row: row, column: C.serviceDate, to: &sheet)
    try write(record.billingDate, row: row, column: C.billingDate, to: &sheet)
    try sheet.write(record.customer, row: row, column: C.customer, text)
    if let pet = record.pet { try sheet.write(pet, row: row, column: C.pet, text) }
    try sheet.write(record.tests, row: row, column: C.tests, text)
    try write(record.amounts.base, row: row, column: C.base, to: &sheet)
    try write(record.amounts.discount, row: row, column: C.discount, to: &sheet)
    try write(record.amounts.distance, row: row, column: C.distance, to: &sheet)
    try write(record.amounts.final, row: row, column: C.final, to: &sheet)
    try sheet.write(record.status.rawValue, row: row, column: C.status, status)
    if let invoice = record.invoiceNumber {
      try sheet.write(invoice, row: row, column: C.number, text)
    }
    try write(record.invoiceDate, row: row, column: C.numberDate, to: &sheet)
    try write(record.amounts.paid, row: row, column: C.paid, to: &sheet)
    try write(record.amounts.outstanding, row: row, column: C.outstanding, to: &sheet)
    if !record.findings.isEmpty {
      try sheet.write(
        record.findings.replacing(";", with: "; "), row: row, column: C.findings, finding)
    }
  }

  /// A note has only its own amount; what it leaves to pay is in the row of its record.
  func write(_ note: RegisterNote, row: Int, to sheet: inout Sheet) throws {
    typealias C = RegisterColumns
    try sheet.write(Double(note.bookingID.rawValue), row: row, column: C.booking, number)
    try write(note.date, row: row, column: C.billingDate, to: &sheet)
    try sheet.write(note.customer, row: row, column: C.customer, text)
    if let pet = note.pet { try sheet.write(pet, row: row, column: C.pet, text) }
    try sheet.write(note.reason, row: row, column: C.tests, text)
    try write(note.amount, row: row, column: C.note, to: &sheet)
    try sheet.write(
      note.kind.rawValue.replacing("_", with: " "), row: row, column: C.status, status)
    try sheet.write(note.number, row: row, column: C.number, text)
    try write(note.date, row: row, column: C.numberDate, to: &sheet)
  }

  private func write(_ value: Money, row: Int, column: Int, to sheet: inout Sheet) throws {
    // The format of nearly all amounts is the one at hand; the others have their own.
    let isUsual = !value.isNegative && value < Money(minorUnits: 100_000_000_000)
    try sheet.write(
      value.cellNumber, row: row, column: column,
      isUsual ? amount : sheet.format(look.amount(value)))
  }

  private func write(_ value: CalendarDate?, row: Int, column: Int, to sheet: inout Sheet) throws {
    if let value { try sheet.write(value.cellNumber, row: row, column: column, date) }
  }
}
