internal import Billing
internal import LabSchema

extension PackageFile {
  /// Where a column is in the file.
  static func column(_ name: String) -> Int { columns.position(name) }

  /// Where the figures of a balance are, as far as the file has them.
  static var balanceColumns: [(figure: Balance.Figure, column: Int)] {
    Balance.Figure.allCases.compactMap { figure in
      columns.firstIndex { $0.name == figure.column }.map { (figure, $0) }
    }
  }
}

extension CSVReader {
  /// The amount in a field; nil where it is none.
  func amount(_ field: Int) -> Money? {
    withField(field) { Money($0) }
  }

  /// The date in a field; nil where it is none.
  func date(_ field: Int) -> CalendarDate? { CalendarDate(text(field)) }

  /// The whole number in a field; nil where it is none.
  func number(_ field: Int) -> SheetNumber? {
    Int32(text(field)).map { SheetNumber(Int($0)) }
  }

  /// The balance in some fields; nil where one is no amount, or the others do not come to the final
  /// amount (R6). What notes have changed follows from it where no field says it.
  func balance(_ columns: [(figure: Balance.Figure, column: Int)]) throws -> Balance? {
    var read: [Balance.Figure: Money] = [:]
    for (figure, column) in columns {
      guard let amount = amount(column) else { return nil }
      read[figure] = amount
    }
    let amounts = Amounts { read[.part($0)] ?? .zero }
    guard try amounts.total == amounts.final, let paid = read[.paid],
      let outstanding = read[.outstanding]
    else { return nil }
    guard let adjusted = read[.adjusted] else {
      return try Balance(amounts: amounts, paid: paid, outstanding: outstanding)
    }
    return Balance(amounts: amounts, adjusted: adjusted, paid: paid, outstanding: outstanding)
  }
}
