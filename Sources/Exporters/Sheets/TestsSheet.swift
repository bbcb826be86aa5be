internal import LabSchema

/// *Tests*: what each category and each test brought in, net of its share of the discounts.
enum TestsSheet {
  static let name = "Tests"
  static let topHeaderRow = 4
  static let netColumn = 6

  /// Tests that the chart of the summary shows.
  private static let topCount = 8

  /// A line of one of the three tables, with what a record without lines has beyond them.
  struct Line {
    var category: String
    var test: String
    var bookings: Int
    var quantity: Int
    var base: Money
    var discount: Money
    var net: Money
  }

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let lines = try lines(content)
      let top = top(lines)
      var row = topHeaderRow
      var widths: [Double] = []
      let tables: [(String, [Line], [TableColumn<Line>])] = [
        ("Top tests, by net amount", top, columns(hasTotals: false, hasTest: true)),
        ("By category", try categories(lines), columns(hasTotals: true, hasTest: false)),
        ("By category and test", lines, columns(hasTotals: true, hasTest: true)),
      ]
      for (title, lines, columns) in tables {
        let section = sheet.format(SheetLook.section)
        try sheet.write(title, row: row - 1, columns: 0...netColumn, section)
        let table = SheetTable(columns: columns, look: content.look, headerRow: row)
        row = try table.write(lines, to: &sheet) + 2
        let own = try table.widths(lines)
        widths = widths.isEmpty ? own : zip(widths, own).map { max($0, $1) }
      }
      for (column, width) in widths.enumerated() {
        try sheet.setWidth(width, columns: column...column)
      }
      try sheet.finish(content, headerRows: nil)
    }
  }

  /// The rows of the top tests, for a chart; nil where there are none.
  static func topRows(_ content: PackageContent) throws -> ClosedRange<Int>? {
    let count = top(try lines(content)).count
    return count == 0 ? nil : (topHeaderRow + 1)...(topHeaderRow + count)
  }

  private static func lines(_ content: PackageContent) throws -> [Line] {
    var (base, discount) = (content.totals.base, content.totals.discount)
    var lines = try content.tests.map { test in
      base = try base - test.base
      discount = try discount - test.discount
      return Line(
        category: test.category ?? "No category", test: test.name ?? "No test",
        bookings: test.bookings, quantity: test.quantity, base: test.base,
        discount: test.discount, net: try test.base - test.discount)
    }
    if base != .zero || discount != .zero {
      lines.append(
        Line(
          category: "Not recorded", test: "", bookings: 0, quantity: 0, base: base,
          discount: discount, net: try base - discount))
    }
    return lines
  }

  private static func top(_ lines: [Line]) -> [Line] {
    let sorted = lines.filter { !$0.test.isEmpty }.enumerated().sorted {
      ($1.element.net, $0.offset) < ($0.element.net, $1.offset)
    }
    return sorted.prefix(topCount).map(\.element)
  }

  /// A booking with two tests of a category counts once for each.
  private static func categories(_ lines: [Line]) throws -> [Line] {
    var categories: [Line] = []
    for line in lines {
      if let last = categories.last, last.category == line.category {
        var sum = last
        sum.quantity += line.quantity
        sum.base = try sum.base + line.base
        sum.discount = try sum.discount + line.discount
        sum.net = try sum.net + line.net
        categories[categories.count - 1] = sum
      } else {
        var first = line
        first.test = ""
        categories.append(first)
      }
    }
    return categories
  }

  private static func columns(hasTotals: Bool, hasTest: Bool) -> [TableColumn<Line>] {
    let sum: TableColumn<Line>.Total = hasTotals ? .sum : .none
    return [
      .text("Category", total: hasTotals ? .label("Total") : .none, limit: 32) { $0.category },
      .text(hasTest ? "Test" : "", limit: 52) { $0.test },
      .number(hasTest ? "Bookings" : "", total: .none) {
        hasTest ? .count($0.bookings) : .blank
      },
      .number("Quantity", total: sum) { .count($0.quantity) },
      .number("Base amount", total: sum) { .amount($0.base) },
      .number("Discount share", total: sum) { .sparse($0.discount) },
      .number("Net amount", total: sum) { .amount($0.net) },
    ]
  }
}
