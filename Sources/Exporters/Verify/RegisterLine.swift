internal import Billing
internal import LabSchema

/// What a row of the register and a row of the CSV files say alike of a record or of a note, beside the
/// figures of a record.
struct RegisterLine: Hashable {
  var booking: SheetNumber?
  var serviceDate: SheetNumber?
  var billingDate: SheetNumber?
  /// A note's own.
  var note: SheetNumber?
  var number: [UInt8] = []
  var numberDate: SheetNumber?
  /// In the register's words; nil where those were others.
  var status: [UInt8]?
  /// Names joined by `;`.
  var findings: [UInt8] = []

  /// The figures that the register shows of a record.
  static let figures = Balance.Figure.allCases.filter { columns[$0.column] != nil }

  /// Where the register has a column, by its name.
  private static let columns = Dictionary(
    uniqueKeysWithValues: RegisterSheets.columns.enumerated().map { ($1.name, $0) })

  private static func place(_ name: String) -> Int { RegisterSheets.columns.position(name) }

  private static let texts = ["status", "invoice_number", "findings"]
  private static let words = ["customer", "pet", "tests"]

  /// The columns of the register that it takes: all but the names of persons and tests.
  static let columnsRead: [Int: SheetRows.Column] = {
    var read: [Int: SheetRows.Column] = [:]
    for (name, column) in columns where !words.contains(name) {
      read[column] = texts.contains(name) ? .text : .number
    }
    return read
  }()
}

extension RegisterLine {
  private static let places = (
    booking: place("booking_id"), serviceDate: place("service_date"),
    billingDate: place("billing_date"), note: place(RegisterSheets.noteAmount),
    number: place("invoice_number"), numberDate: place("invoice_date"), status: place("status"),
    findings: place("findings")
  )
  fileprivate static let figurePlaces = figures.map { place($0.column) }

  /// - Parameter version: the package's; the first called no record settled.
  init(_ row: SheetRows.Row, version: Int) {
    let places = Self.places
    booking = row.numbers[places.booking]
    serviceDate = row.numbers[places.serviceDate]
    billingDate = row.numbers[places.billingDate]
    note = row.numbers[places.note]
    number = row.texts[places.number]
    numberDate = row.numbers[places.numberDate]
    if version > 1 { status = row.texts[places.status] }
    // Written with a space after each semicolon, so that they wrap.
    findings = row.texts[places.findings].filter { $0 != UInt8(ascii: " ") }
  }
}

extension RowsDigest {
  /// Adds a row of the register as the sheet has it.
  mutating func add(_ row: SheetRows.Row, version: Int) {
    add(RegisterLine(row, version: version)) { row.numbers[RegisterLine.figurePlaces[$0]] }
  }

  /// Adds a record as the register has it.
  mutating func add(_ line: RegisterLine, _ balance: Balance) {
    add(line) { SheetNumber(balance[RegisterLine.figures[$0]]) }
  }

  /// Adds a note as the register has it.
  mutating func add(_ note: RegisterLine) {
    add(note) { _ in nil }
  }

  /// - Parameter number: one of ``RegisterLine/figures``, by its place among them.
  private mutating func add(_ line: RegisterLine, figure number: (Int) -> SheetNumber?) {
    add { hasher in
      line.hash(into: &hasher)
      for index in RegisterLine.figures.indices { hasher.combine(number(index)) }
    }
  }
}
