internal import LabSchema

/// What a row of the register and a row of the CSV files say alike of a record or of a note.
struct RegisterLine: Hashable {
  var booking: SheetNumber?
  var serviceDate: SheetNumber?
  var billingDate: SheetNumber?
  /// Base, discount, distance, final; none of a note.
  var amounts: [SheetNumber?] = [nil, nil, nil, nil]
  /// A note's own.
  var note: SheetNumber?
  var paid: SheetNumber?
  var outstanding: SheetNumber?
  var number: [UInt8] = []
  var numberDate: SheetNumber?
  /// In the register's words; nil where those were others.
  var status: [UInt8]?
  /// Names joined by `;`.
  var findings: [UInt8] = []

  /// The columns of the register that it takes.
  static let columns: [Int: SheetRows.Column] = {
    typealias C = RegisterColumns
    var columns: [Int: SheetRows.Column] = [:]
    for column in [C.booking, C.serviceDate, C.billingDate, C.numberDate] {
      columns[column] = .number
    }
    for column in RegisterColumns.all.indices where RegisterColumns.isAmount(column) {
      columns[column] = .number
    }
    for column in [C.status, C.number, C.findings] { columns[column] = .text }
    return columns
  }()
}

extension RegisterLine {
  /// - Parameter version: the package's; the first called no record settled.
  init(_ row: SheetRows.Row, version: Int) {
    typealias C = RegisterColumns
    booking = row.numbers[C.booking]
    serviceDate = row.numbers[C.serviceDate]
    billingDate = row.numbers[C.billingDate]
    amounts = [C.base, C.discount, C.distance, C.final].map { row.numbers[$0] }
    note = row.numbers[C.note]
    paid = row.numbers[C.paid]
    outstanding = row.numbers[C.outstanding]
    number = row.texts[C.number]
    numberDate = row.numbers[C.numberDate]
    if version > 1 { status = row.texts[C.status] }
    // Written with a space after each semicolon, so that they wrap.
    findings = row.texts[C.findings].filter { $0 != UInt8(ascii: " ") }
  }
}
