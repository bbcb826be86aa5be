internal import LabSchema

/// *Discounts*: what the discounts came from, by kind of source, then by offer and coupon.
enum DiscountsSheet {
  static let name = "Discounts"
  static let sourceHeaderRow = 4

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let section = sheet.format(SheetLook.section)
      let sources = SheetTable(
        columns: sourceColumns, look: content.look, headerRow: sourceHeaderRow)
      try sheet.write("By source", row: sourceHeaderRow - 1, columns: 0...2, section)
      let end = try sources.write(content.discounts.sources, to: &sheet)

      let parts = try parts(content)
      let table = SheetTable(columns: partColumns, look: content.look, headerRow: end + 2)
      try sheet.write("By offer and coupon", row: end + 1, columns: 0...7, section)
      let last = try table.write(parts, to: &sheet)
      try sheet.write(
        "What several gave together is shared out in proportion, by the largest remainder.",
        row: last + 1, column: 0, sheet.format(SheetLook.subtitle))
      let widths = zip(
        try table.widths(parts),
        try sources.widths(content.discounts.sources) + [0, 0, 0, 0, 0]
      ).map { max($0, $1) }
      for (column, width) in widths.enumerated() {
        try sheet.setWidth(width, columns: column...column)
      }
      try sheet.finish(content, headerRows: nil)
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
  private static func parts(_ content: PackageContent) throws -> [Part] {
    var rest = content.totals.discount
    var parts = try content.discounts.parts.map { part in
      rest = try rest - part.given
      return Part(
        kind: part.kind == .offer ? "Offer" : "Coupon", name: part.name, uses: part.uses,
        eligible: part.eligible, promised: part.promised, given: part.given,
        mismatches: part.mismatches, invalid: part.invalid)
    }
    if rest != .zero { parts.append(Part(kind: "Not recorded", given: rest)) }
    return parts
  }

  private struct Part {
    var kind: String
    var name = ""
    var uses = 0
    var eligible = Money.zero
    var promised = Money.zero
    var given: Money
    var mismatches = 0
    var invalid = 0
  }

  private static let sourceColumns: [TableColumn<DiscountSource>] = [
    .text("Source", total: .label("Total")) { title(of: $0) },
    .number("Records") { .count($0.records) },
    .number("Given") { .amount($0.given) },
  ]

  private static let partColumns: [TableColumn<Part>] = [
    .text("Kind", total: .label("Total")) { $0.kind },
    .text("Offer or coupon", limit: 48) { $0.name },
    .number("Uses") { .count($0.uses) },
    .number("Eligible amount") { .sparse($0.eligible) },
    .number("Promised") { .sparse($0.promised) },
    .number("Given") { .amount($0.given) },
    .number("Mismatches") { .count($0.mismatches) },
    .number("Invalid") { .count($0.invalid) },
  ]
}
