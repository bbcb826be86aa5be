internal import TextTable

/// What a table shows of a value: a dash where there is none.
func shown(_ value: (some CustomStringConvertible)?) -> String {
  value.map { $0.description } ?? "–"
}

/// A table for a person to read. On a terminal it is as wide as that: long texts wrap, and columns for
/// which there is no room go, the last first, and are named below; `--wide` shows all. Elsewhere it is whole.
struct TextGrid {
  var columns: [(title: String, isNumber: Bool)]
  var rows: [[String]] = []

  /// A text is not wrapped to less than this.
  private static let narrowest = 16

  init(_ columns: (title: String, isNumber: Bool)...) {
    self.init(columns)
  }

  init(_ columns: [(title: String, isNumber: Bool)]) {
    self.columns = columns
  }

  /// The lines, without trailing spaces.
  var lines: [String] { lines(fitting: Terminal.tableWidth) }

  /// - Parameter room: the characters of a line; nil where there is no end to it.
  func lines(fitting room: Int?) -> [String] {
    var table = TextGrid(columns)
    table.rows = rows.map { $0.map(\.harmless) }
    guard let room else { return table.rendered }
    var widths = table.widths
    var gone: [String] = []
    while true {
      let fitted = table.fitted(widths, to: room)
      if fitted.reduce(0, +) + fitted.count - 1 <= room || widths.count == 1 {
        widths = fitted
        break
      }
      widths.removeLast()
      gone.insert(table.columns.removeLast().title, at: 0)
      table.rows = table.rows.map { Array($0.prefix(widths.count)) }
    }
    table.rows = table.rows.flatMap { Self.wrapped($0, to: widths) }
    let note =
      gone.isEmpty ? [] : ["(no room for \(gone.joined(separator: ", ")); --wide shows all)"]
    return table.rendered + (table.rendered.isEmpty ? [] : note)
  }

  private var widths: [Int] {
    columns.indices.map { index in
      max(columns[index].title.count, rows.map { $0[index].count }.max() ?? 0)
    }
  }

  /// The widest text gives way first.
  private func fitted(_ widths: [Int], to room: Int) -> [Int] {
    var widths = widths
    var over = widths.reduce(0, +) + widths.count - 1 - room
    while over > 0 {
      let least = { (index: Int) in max(Self.narrowest, columns[index].title.count) }
      guard
        let widest = widths.indices.filter({ !columns[$0].isNumber && widths[$0] > least($0) })
          .max(by: { widths[$0] < widths[$1] })
      else { break }
      widths[widest] -= 1
      over -= 1
    }
    return widths
  }

  /// A row as rows of texts that are no longer than these.
  private static func wrapped(_ row: [String], to widths: [Int]) -> [[String]] {
    let cells = zip(row, widths).map { wrapped($0, to: $1) }
    return (0..<(cells.map(\.count).max() ?? 0)).map { line in
      cells.map { line < $0.count ? $0[line] : "" }
    }
  }

  /// Broken between words, and a word that is too long in itself.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var rest = text[...]
    while rest.count > width {
      let piece = rest.prefix(width + 1)
      let end = piece.lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: width)
      let cut = end == rest.startIndex ? rest.index(rest.startIndex, offsetBy: width) : end
      lines.append(String(rest[..<cut]))
      rest = rest[cut...].drop { $0 == " " }
    }
    return lines + [String(rest)]
  }

  private var rendered: [String] {
    let table = TextTable<[String]> { row in
      columns.indices.map { index in
        Column(
          title: columns[index].title, value: row[index],
          align: columns[index].isNumber ? .right : .left)
      }
    }
    guard let text = table.string(for: rows, style: Style.simple) else { return [] }
    return text.split(separator: "\n").map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }
}
