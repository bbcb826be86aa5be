internal import LabSchema

/// Writes rows of the register. It keeps its formats, since looking them up for each cell of a
/// million rows takes longer than writing them.
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

  mutating func write(_ record: RegisterRow, row: Int, to sheet: inout Sheet) throws {
    try sheet.write(Double(record.bookingID.rawValue), row: row, column: 0, number)
    try write(record.serviceDate, row: row, column: 1, to: &sheet)
    try write(record.billingDate, row: row, column: 2, to: &sheet)
    try sheet.write(record.customer, row: row, column: 3, text)
    if let pet = record.pet { try sheet.write(pet, row: row, column: 4, text) }
    try write(record.amounts.base, row: row, column: 5, to: &sheet)
    try write(record.amounts.discount, row: row, column: 6, to: &sheet)
    try write(record.amounts.distance, row: row, column: 7, to: &sheet)
    try write(record.amounts.final, row: row, column: 8, to: &sheet)
    try sheet.write(record.status.rawValue, row: row, column: 9, status)
    if let invoice = record.invoiceNumber {
      try sheet.write(invoice, row: row, column: 10, text)
    }
    try write(record.invoiceDate, row: row, column: 11, to: &sheet)
    try write(record.amounts.paid, row: row, column: 12, to: &sheet)
    try write(record.amounts.outstanding, row: row, column: 13, to: &sheet)
    if !record.findings.isEmpty {
      try sheet.write(
        record.findings.replacing(";", with: "; "), row: row, column: 14, finding)
    }
  }

  private func write(_ value: Money, row: Int, column: Int, to sheet: inout Sheet) throws {
    let format = value.isNegative ? sheet.format(look.amount(value)) : amount
    try sheet.write(value.cellNumber, row: row, column: column, format)
  }

  private func write(_ value: CalendarDate?, row: Int, column: Int, to sheet: inout Sheet) throws {
    if let value { try sheet.write(value.cellNumber, row: row, column: column, date) }
  }
}
