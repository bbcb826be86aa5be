internal import Billing
internal import PlainText

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

  mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) throws {
    inside = .other
    if element.isNamed("c", in: bytes) {
      try startCell(element, in: bytes)
    } else if element.isNamed("v", in: bytes) || element.isNamed("t", in: bytes) {
      guard cell != nil, value.isEmpty else { return }
      inside = .value
    } else if element.isNamed("row", in: bytes) {
      guard let place = element.place(of: "r", in: bytes),
        let number = parseDigits(bytes.extracting(place)), number > row + 1,
        number <= Sheet.maximumRows
      else { throw damaged("its rows are not in order, each once") }
      row = number - 1
      column = -1
    } else if element.isNamed("f", in: bytes) {
      guard formula.isEmpty else { throw damaged("a cell of row \(row + 1) has two formulas") }
      inside = .formula
    }
  }

  private mutating func startCell(
    _ element: borrowing XMLElement, in bytes: Span<UInt8>
  ) throws(SpreadsheetError) {
    guard cell == nil, let name = element.place(of: "r", in: bytes),
      let place = CellName.parse(bytes.extracting(name)), place.row == row, place.column > column
    else { throw damaged("the cells of row \(row + 1) are not in order, each once") }
    column = place.column
    var kind = SheetCell.Kind.number
    if let type = element.place(of: "t", in: bytes), !bytes.extracting(type).spells("n") {
      kind = bytes.extracting(type).spells("inlineStr") ? .text : .other
    }
    cell = SheetCell(row: row, column: column, kind: kind)
  }

  mutating func text(_ text: Span<UInt8>) throws {
    switch inside {
    case .value: value.append(text)
    case .formula: formula.append(text)
    case .other:
      // Between the elements of a sheet there is nothing to read.
      guard cell == nil || XMLText.isBlank(text) else {
        throw damaged("a cell of row \(row + 1) has two values")
      }
    }
  }

  mutating func end(_ name: Span<UInt8>) throws {
    inside = .other
    if name.spells("c") {
      if let cell, !value.isEmpty || !formula.isEmpty {
        try cells.add(cell, value: value, formula: formula)
      }
      value.removeAll(keepingCapacity: true)
      formula.removeAll(keepingCapacity: true)
      cell = nil
    } else if name.spells("row") {
      try cells.end(row: row)
    }
  }

  private func damaged(_ problem: String) -> SpreadsheetError {
    .damaged(part: part, problem: problem)
  }
}
