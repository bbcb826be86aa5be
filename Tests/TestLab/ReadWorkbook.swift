package import Billing
internal import Foundation

/// A workbook as openpyxl reads it, which knows nothing of the program that wrote it: of each cell its typed
/// value, the formula that it came from, and how it is shown.
package struct ReadWorkbook {
  package let sheets: [Sheet]
  /// The sheet that is seen first.
  package let active: String

  package var names: [String] { sheets.map(\.name) }

  package init(_ path: String) throws {
    let json = try PythonScript.run(Self.script, arguments: [path])
    let content = try JSONDecoder().decode(Content.self, from: Data(json.utf8))
    (sheets, active) = (content.sheets, content.active)
  }

  package func sheet(_ name: String) throws -> Sheet {
    guard let sheet = sheets.first(where: { $0.name == name }) else {
      throw TestLabError("the workbook has no sheet \(name): \(names)")
    }
    return sheet
  }

  private struct Content: Decodable {
    var sheets: [Sheet]
    var active: String
  }

  private static let script = """
    import datetime, json, openpyxl, sys
    book, shown = (openpyxl.load_workbook(sys.argv[1], data_only=only) for only in (False, True))
    def cell(cell, value):
      if cell.value is None: return {}
      found = {"format": cell.number_format}
      if cell.data_type == "f": found["formula"] = cell.value
      if isinstance(value, datetime.datetime): found["date"] = value.strftime("%Y-%m-%d")
      elif isinstance(value, (int, float)): found["number"] = value
      elif value is not None: found["text"] = value
      return found
    def sheet(sheet):
      values = shown[sheet.title]
      return {
        "name": sheet.title, "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
        "widths": {column: width.width for column, width in sheet.column_dimensions.items()},
        "rows": [[cell(c, values.cell(c.row, c.column).value) for c in row] for row in sheet.iter_rows()],
      }
    print(json.dumps({"active": book.active.title, "sheets": [sheet(s) for s in book]}))
    """
}

extension ReadWorkbook {
  package struct Sheet: Decodable {
    package let name: String
    /// The first cell that is scrolled.
    package let frozen: String?
    package let filter: String?
    /// By the columns' letters.
    package let widths: [String: Double]
    private let rows: [[Cell]]

    /// The rows from one on, as people count them.
    package func rows(from first: Int = 1) -> [[Cell]] { Array(rows.dropFirst(first - 1)) }

    /// The cell of a name, such as `B5`.
    package subscript(name: String) -> Cell {
      let letters = name.prefix { $0.isLetter }
      let column = letters.utf8.reduce(0) { $0 * 26 + Int($1 - UInt8(ascii: "A")) + 1 }
      let row = Int(name.dropFirst(letters.count)) ?? 0
      guard rows.indices.contains(row - 1), rows[row - 1].indices.contains(column - 1) else {
        return Cell()
      }
      return rows[row - 1][column - 1]
    }
  }

  package struct Cell: Decodable {
    package var text: String?
    package var number: Double?
    /// As `2025-01-31`.
    private var date: String?
    package var formula: String?
    /// How its number is shown.
    package var format: String?

    package var day: CalendarDate? { date.flatMap { CalendarDate($0) } }

    /// Its number as an amount, to the paisa.
    package var amount: Money? {
      number.map { Money(minorUnits: Int64(($0 * 100).rounded())) }
    }

    package var kind: Kind {
      if text != nil { return .text }
      if number != nil { return .number }
      return date == nil ? .nothing : .date
    }

    package enum Kind: Sendable {
      case nothing
      case text
      case number
      case date
    }
  }
}
