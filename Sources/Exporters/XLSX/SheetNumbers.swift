internal import LabSchema
internal import Postgres

/// The numbers in the cells of a small sheet, by row and column, both counted from zero. Formulas
/// count with the results they show.
struct SheetNumbers: XMLHandler {
  private var numbers: [Int: [Int: Money]] = [:]
  private var cell: (row: Int, column: Int)?
  private var isInValue = false
  private var value: [UInt8] = []

  /// nil where there is no number, or one with parts of a cent.
  subscript(row: Int, column: Int) -> Money? { numbers[row]?[column] }

  mutating func start(_ element: XMLElement) {
    switch element.name {
    case "c":
      let isNumber = element["t"].map { $0 == "n" } ?? true
      cell = isNumber ? element["r"].flatMap(CellName.parse) : nil
    case "v":
      isInValue = cell != nil
    default:
      break
    }
  }

  mutating func text(_ text: ArraySlice<UInt8>) {
    if isInValue { value += text }
  }

  mutating func end(_ name: String) {
    guard name == "v", isInValue, let cell else { return }
    isInValue = false
    numbers[cell.row, default: [:]][cell.column] = Money(cellText: value.span)
    value.removeAll(keepingCapacity: true)
  }
}
