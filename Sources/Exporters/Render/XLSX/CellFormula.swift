internal import Billing
internal import LabSchema

/// A formula that an export writes, and what it gives.
enum CellFormula: Equatable {
  /// `SUM(B6:B36)`, or `SUBTOTAL(109,B6:B36)`, which is the same while no filter hides a row.
  case sum(column: Int, rows: ClosedRange<Int>)
  /// `ROUND(B21-B22+B23,2)`: cells, added where true and taken off where false.
  case balance([Term])

  struct Term: Equatable {
    var row: Int
    var column: Int
    var isAdded: Bool
  }

  /// Terms that a balance has at most.
  private static let mostTerms = 16

  /// nil for one that no export writes.
  init?(_ text: [UInt8]) {
    let text = String(decoding: text, as: UTF8.self)
    for (start, end) in [("SUM(", ")"), ("SUBTOTAL(109,", ")")] {
      guard let inner = text.between(start, end) else { continue }
      let cells = inner.split(separator: ":", omittingEmptySubsequences: false)
      guard cells.count == 2, let first = CellName.parse(String(cells[0])),
        let last = CellName.parse(String(cells[1])), first.column == last.column,
        first.row <= last.row
      else { return nil }
      self = .sum(column: first.column, rows: first.row...last.row)
      return
    }
    guard let inner = text.between("ROUND(", ",2)") else { return nil }
    var terms: [Term] = []
    var rest = inner[...]
    var isAdded = true
    while true {
      let end = rest.firstIndex { $0 == "+" || $0 == "-" } ?? rest.endIndex
      guard let cell = CellName.parse(String(rest[..<end])), terms.count < Self.mostTerms else {
        return nil
      }
      terms.append(Term(row: cell.row, column: cell.column, isAdded: isAdded))
      guard end < rest.endIndex else { break }
      isAdded = rest[end] == "+"
      rest = rest[rest.index(after: end)...]
    }
    self = .balance(terms)
  }

  /// What it gives for the numbers of a sheet.
  func result(_ figures: SheetFigures) throws(MoneyOverflow) -> SheetNumber {
    var result = SheetNumber.zero
    switch self {
    case .sum(let column, let rows):
      for figure in figures[rows: rows] where figure.column == column {
        result = try result + figure.number
      }
    case .balance(let terms):
      for term in terms {
        let number = figures[term.row, term.column] ?? .zero
        result = try term.isAdded ? result + number : result - number
      }
    }
    return result
  }
}

extension String {
  /// What stands between a beginning and an end that it has.
  fileprivate func between(_ start: String, _ end: String) -> Substring? {
    guard hasPrefix(start), hasSuffix(end), count >= start.count + end.count else { return nil }
    return dropFirst(start.count).dropLast(end.count)
  }
}
