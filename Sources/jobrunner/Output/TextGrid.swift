internal import TextTable

/// What a table shows of a value: a dash where there is none.
func shown(_ value: (some CustomStringConvertible)?) -> String {
  value.map { $0.description } ?? "–"
}

/// How many rows, in words.
func countedRows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

/// A table for a person to read.
struct TextGrid {
  var columns: [(title: String, isNumber: Bool)]
  var rows: [[String]] = []

  init(_ columns: (title: String, isNumber: Bool)...) {
    self.init(columns)
  }

  init(_ columns: [(title: String, isNumber: Bool)]) {
    self.columns = columns
  }

  /// The lines, without trailing spaces.
  var lines: [String] {
    let table = TextTable<[String]> { row in
      columns.indices.map { index in
        Column(
          title: columns[index].title, value: row[index].harmless,
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
