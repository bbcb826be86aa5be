internal import Billing
internal import LabSchema

/// *Tests*: what each category and each test brought in, net of its share of the discounts.
enum TestsSheet: TableSheet {
  static let name = "Tests"
  /// Under the title of the first section.
  private static let topRow = 5
  static let testColumn = "test"
  static let netColumn = "net_amount"

  static func about(_ content: PackageContent) -> String {
    """
    Each record's discount is shared out over its lines in proportion to their amounts, by the \
    largest remainder, so that the shares add up to the discount.
    """
  }

  static let remarks = [
    columns.remark(
      "bookings", "quantity", text: "Records with the test, and how many of it.")
  ]

  static let columns = ReportColumns<Line>([
    .sheet("category", "Category", .text, total: .label("Total")) { .text($0.category) },
    .sheet(testColumn, "Test", .text, width: .fitting(upTo: 90)) { .text($0.test) },
    .sheet("bookings", "Bookings", .count) { $0.bookings.map { .count($0) } ?? .nothing },
    .sheet("quantity", "Quantity", .count, total: .sum) { .count($0.quantity) },
    .sheet(Amounts.Part.base.column, Amounts.Part.base.title, .amount, total: .sum) {
      .amount($0.base)
    },
    .sheet("discount_share", "Discount share", .sparseAmount, total: .sum) {
      .amount($0.discount)
    },
    .sheet(netColumn, "Net amount", .amount, total: .sum) { .amount($0.net) },
  ])

  /// Tests that the chart of the summary shows.
  private static let topCount = 8

  /// What a line belongs to: categories of one name are different ones.
  enum Group: Equatable {
    case category(CategoryID?)
    case notRecorded
  }

  /// A line of one of the three sections.
  struct Line {
    var group: Group
    var category: String
    var test: String
    /// nil where a booking would count more than once.
    var bookings: Int?
    var quantity: Int
    var base: Money
    var discount: Money
    var net: Money
  }

  static func write(
    _ content: PackageContent, as table: SheetTable<Line>, to sheet: inout Sheet
  ) throws {
    let lines = try lines(content)
    try table.writeHeader(to: &sheet)
    var row = table.firstRow
    if !lines.isEmpty {
      let top = top(lines)
      if !top.isEmpty {
        row = try table.write(
          section: "Top tests, by net amount", top, from: row, hasTotals: false, to: &sheet)
      }
      row = try table.write(
        section: "By category", try categories(lines), from: row, to: &sheet)
      row = try table.write(section: "By category and test", lines, from: row, to: &sheet)
    }
    try sheet.writeNote(
      lines.isEmpty
        ? "No test was billed."
        : """
        Net amount = base amount − the test's share of its records' discounts; distance charges \
        belong to no test.
        """, row: row + 1)
    try table.setWidths(lines, of: &sheet)
  }

  /// The rows of the top tests, for a chart, and the largest amount; nil where there is none.
  static func topRows(
    _ content: PackageContent
  ) throws -> (rows: ClosedRange<Int>, largest: Money)? {
    let top = top(try lines(content))
    guard let largest = top.first?.net, largest > .zero else { return nil }
    return (topRow...(topRow + top.count - 1), largest)
  }

  private static func lines(_ content: PackageContent) throws -> [Line] {
    var (base, discount) = (content.totals.amounts.base, content.totals.amounts.discount)
    var lines = try content.breakdown.tests.map { test in
      base = try base - test.base
      discount = try discount - test.discount
      return Line(
        group: .category(test.categoryID), category: test.category ?? "No category",
        test: test.name ?? "No test",
        bookings: test.bookings, quantity: test.quantity, base: test.base,
        discount: test.discount, net: try test.base - test.discount)
    }
    if base != .zero || discount != .zero {
      lines.append(
        Line(
          group: .notRecorded, category: "Not recorded", test: "", bookings: nil, quantity: 0,
          base: base,
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
      if let last = categories.last, last.group == line.group {
        var sum = last
        sum.quantity += line.quantity
        sum.base = try sum.base + line.base
        sum.discount = try sum.discount + line.discount
        sum.net = try sum.net + line.net
        categories[categories.count - 1] = sum
      } else {
        var first = line
        first.test = ""
        first.bookings = nil
        categories.append(first)
      }
    }
    return categories
  }
}
