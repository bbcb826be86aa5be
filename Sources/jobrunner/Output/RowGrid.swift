internal import LabSchema

/// Rows for a person, under the names of their columns. The first of them say how wide the columns are, so
/// that any number can follow; what is longer is cut where there is a terminal, and stands as it is elsewhere.
struct RowGrid {
  private let columns: [LabSchema.Column]
  private let width: Int?
  /// Of each column; nil until it is known.
  private var widths: [Int]?
  private var waiting: [[String]] = []
  private var hasCut = false

  /// So many rows say how wide the columns are.
  private static let sample = 200
  /// A column is never narrower than this for the terminal's sake.
  private static let narrowest = 6
  private static let gap = "  "

  /// - Parameter width: of the terminal; nil where there is none.
  init(_ columns: [LabSchema.Column], width: Int?) {
    self.columns = columns
    self.width = width
  }

  /// The lines that can be written now.
  mutating func add(_ values: [String?]) -> [String] {
    let cells = values.map { value in
      guard let value else { return "–" }
      return value.isEmpty ? "\"\"" : value.harmless
    }
    guard let widths else {
      waiting.append(cells)
      return waiting.count < Self.sample ? [] : rest()
    }
    return [line(cells, widths)]
  }

  /// The lines that were not written yet, and what was done to the values.
  mutating func end() -> [String] {
    rest() + (hasCut ? ["(… ends what is longer; --wide shows all)"] : [])
  }

  private mutating func rest() -> [String] {
    guard !waiting.isEmpty else { return [] }
    let widths = widths(of: waiting)
    self.widths = widths
    var lines = [
      line(columns.map(\.name), widths),
      line(widths.map { String(repeating: "-", count: $0) }, widths),
    ]
    for row in waiting { lines.append(line(row, widths)) }
    waiting = []
    return lines
  }

  private func widths(of rows: [[String]]) -> [Int] {
    var widths = columns.map(\.name.count)
    for row in rows {
      for (place, cell) in row.enumerated() { widths[place] = max(widths[place], cell.count) }
    }
    guard let width else { return widths }
    // The widest gives way first.
    var left = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - width
    while left > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
      widths[widest] > Self.narrowest
    {
      widths[widest] -= 1
      left -= 1
    }
    return widths
  }

  private mutating func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (place, cell) in cells.enumerated() {
      if place > 0 { line += Self.gap }
      let isCut = width != nil && cell.count > widths[place]
      hasCut = hasCut || isCut
      let text = isCut ? cell.prefix(widths[place] - 1) + "…" : cell
      let padding = String(repeating: " ", count: max(0, widths[place] - text.count))
      line += columns[place].isNumber ? padding + text : text + padding
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
