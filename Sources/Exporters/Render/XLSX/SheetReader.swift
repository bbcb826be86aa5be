internal import Billing

/// A cell of a sheet that holds something.
struct SheetCell {
  enum Kind {
    case number
    /// Text that stands in the cell itself, as streamed sheets have it.
    case text
    /// The index of a text that sheets share, or a kind that no export writes.
    case other
  }

  var row: Int
  var column: Int
  var kind: Kind

  var name: String { CellName.name(row: row, column: column) }
}

/// What a sheet's cells are given to, in the order they stand there.
protocol SheetCells {
  /// - Parameters:
  ///   - value: the cell's text, entities as written.
  ///   - formula: what the value is the result of; empty where it is typed.
  mutating func add(_ cell: SheetCell, value: [UInt8], formula: [UInt8]) throws
  /// After the last cell of a row that is there, however empty.
  mutating func end(row: Int) throws
}

/// Reads the cells of a sheet. Rows and cells stand in their order, each once, and a cell holds one
/// value: programs would not agree about any other sheet, and no export writes one.
struct SheetReader<Cells: SheetCells>: XMLHandler {
  private(set) var cells: Cells
  private let part: String
  private var row = -1
  private var column = -1
  private var cell: SheetCell?
  private var inside = Inside.other
  private var value: [UInt8] = []
  private var formula: [UInt8] = []

  private enum Inside { case value, formula, other }

  /// - Parameter part: the sheet's part, for messages.
  init(part: String, _ cells: Cells) {
    self.part = part
    self.cells = cells
  }

  mutating func start(_ element: XMLElement) throws {
    inside = .other
    switch element.name {
    case "row":
      guard let name = element["r"], let number = Int(name), number > row + 1,
        number <= Sheet.maximumRows
      else {
        throw damaged("its rows are not in order, each once")
      }
      row = number - 1
      column = -1
    case "c":
      guard cell == nil, let name = element["r"], let place = CellName.parse(name),
        place.row == row, place.column > column
      else { throw damaged("the cells of row \(row + 1) are not in order, each once") }
      column = place.column
      let kind: SheetCell.Kind =
        switch element["t"] {
        case nil, "n": .number
        case "inlineStr": .text
        default: .other
        }
      cell = SheetCell(row: row, column: column, kind: kind)
    case "v", "t":
      guard cell != nil, value.isEmpty else { break }
      inside = .value
    case "f":
      guard formula.isEmpty else { throw damaged("a cell of row \(row + 1) has two formulas") }
      inside = .formula
    default:
      break
    }
  }

  mutating func text(_ text: ArraySlice<UInt8>) throws {
    switch inside {
    case .value: value += text
    case .formula: formula += text
    case .other:
      // Between the elements of a sheet there is nothing to read.
      guard cell == nil || text.allSatisfy(XMLText.isSpace) else {
        throw damaged("a cell of row \(row + 1) has two values")
      }
    }
  }

  mutating func end(_ name: String) throws {
    inside = .other
    switch name {
    case "c":
      if let cell, !value.isEmpty || !formula.isEmpty {
        try cells.add(cell, value: value, formula: formula)
      }
      value.removeAll(keepingCapacity: true)
      formula.removeAll(keepingCapacity: true)
      cell = nil
    case "row": try cells.end(row: row)
    default: break
    }
  }

  private func damaged(_ problem: String) -> SpreadsheetError {
    .damaged(part: part, problem: problem)
  }
}
