internal import LabSchema

/// *Discounts*: what the discounts came from, by kind of source, then by offer and coupon.
enum DiscountsSheet {
  static let name = "Discounts"
  static let headerRow = 3
  /// Under the title of the first section.
  static let sourceRow = 5
  static let recordsColumn = 2
  static let givenColumn = 6

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let sources = content.discounts.sources.map(Line.init)
      let parts = try parts(content)
      let table = SheetTable(columns: columns, look: content.look, headerRow: headerRow)
      try table.writeHeader(to: &sheet)
      var row = table.firstRow
      if !sources.isEmpty {
        row = try table.write(section: "By source", sources, from: row, to: &sheet)
      }
      if !parts.isEmpty {
        row = try table.write(section: "By offer and coupon", parts, from: row, to: &sheet)
      }
      try sheet.writeNote(
        sources.isEmpty && parts.isEmpty
          ? "No discount was given."
          : """
          Promised is what it comes to by itself, given what it took off: together at most the base \
          amount, shared out in proportion.
          """, row: row + 1)
      try table.setWidths(sources + parts, of: &sheet)
      sheet.freeze(row: table.firstRow, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
    }
  }

  static func title(of source: DiscountSource) -> String {
    switch source.name {
    case "offer": "Offers"
    case "coupon": "Coupons"
    case "coupon_and_offer": "Coupon and offer"
    default: "Not recorded"
    }
  }

  /// The parts, and what records without an explanation have beyond them.
  private static func parts(_ content: PackageContent) throws -> [Line] {
    var rest = content.totals.discount
    var parts = try content.discounts.parts.map { part in
      rest = try rest - part.given
      return Line(part)
    }
    if rest != .zero { parts.append(Line(kind: "Not recorded", given: rest)) }
    return parts
  }

  /// A kind of source, or an offer or coupon; nil is what is said of the other only.
  private struct Line {
    var kind: String
    var name = ""
    var records: Int?
    var part: DiscountPart?
    var given: Money

    init(kind: String, given: Money) {
      self.kind = kind
      self.given = given
    }

    init(_ source: DiscountSource) {
      self.init(kind: title(of: source), given: source.given)
      records = source.records
    }

    init(_ part: DiscountPart) {
      self.init(kind: part.kind == .offer ? "Offer" : "Coupon", given: part.given)
      name = part.name
      self.part = part
    }
  }

  private static let columns: [TableColumn<Line>] = [
    .text("Kind", total: .label("Total")) { $0.kind },
    .text("Offer or coupon", limit: 90) { $0.name },
    .number("Records") { $0.records.map { .count($0) } ?? .blank },
    .number("Uses") { $0.part.map { .count($0.uses) } ?? .blank },
    .number("Eligible amount") { $0.part.map { .sparse($0.eligible) } ?? .blank },
    .number("Promised") { $0.part.map { .sparse($0.promised) } ?? .blank },
    .number("Given") { .sparse($0.given) },
    .number("Mismatches") { $0.part.map { .count($0.mismatches) } ?? .blank },
    .number("Invalid") { $0.part.map { .count($0.invalid) } ?? .blank },
  ]
}
