internal import LabSchema
internal import Postgres

extension PackageFile {
  /// Where a column is in the file.
  static func column(_ name: String) -> Int {
    guard let index = header.firstIndex(of: name) else {
      preconditionFailure("\(resource) has no column \(name)")
    }
    return index
  }
}

extension CSVReader {
  /// The amount in a field; nil where it is none.
  func amount(_ field: Int) -> Money? {
    try? withField(field) { try Money(postgres: $0) }
  }

  /// The date in a field; nil where it is none.
  func date(_ field: Int) -> CalendarDate? { CalendarDate(text(field)) }

  /// The whole number in a field; nil where it is none.
  func number(_ field: Int) -> SheetNumber? {
    Int32(text(field)).map { SheetNumber(Int($0)) }
  }

  /// Base, discount, distance, final, paid, outstanding; nil where one is no amount or base − discount
  /// + distance charge is not the final amount.
  func recordAmounts(_ columns: [Int]) throws -> RecordAmounts? {
    guard let base = amount(columns[0]), let discount = amount(columns[1]),
      let distance = amount(columns[2]), let final = amount(columns[3]),
      let paid = amount(columns[4]), let outstanding = amount(columns[5]),
      try base - discount + distance == final
    else { return nil }
    return RecordAmounts(
      base: base, discount: discount, distance: distance, final: final, paid: paid,
      outstanding: outstanding)
  }
}
