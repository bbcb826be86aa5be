internal import Billing
internal import LabSchema

/// *Discounts*: what the discounts came from, by kind of source, then by offer and coupon.
enum DiscountsSheet: TableSheet {
  static let name = "Discounts"
  /// Under the title of the first section.
  static let sourceRow = 5
  static let recordsColumn = "records"
  static let givenColumn = "given"

  static func about(_ content: PackageContent) -> String {
    """
    What offers and coupons gave. Mismatch: the coupon gave another amount than its offer \
    does. Invalid: the coupon should not have been accepted; what was promised is honoured.
    """
  }

  static let remarks = [
    columns.remark(
      recordsColumn, "uses",
      text: "Records with a discount of that kind; how often the offer or the coupon was used."),
    columns.remark(
      "eligible", text: "Of these records, the lines that the offer is about."),
    columns.remark(
      "promised", givenColumn,
      text: """
        What the offer or coupon came to, and what was taken off: less where a discount would have \
        been more than the lines.
        """),
  ]

  static let columns = ReportColumns<Line>([
    .sheet("kind", "Kind", .text, total: .label("Total")) { .text($0.kind) },
    .sheet("name", "Offer or coupon", .text, width: .fitting(upTo: 90)) { .text($0.name) },
    .sheet(recordsColumn, "Records", .count, total: .sum) {
      $0.records.map { .count($0) } ?? .nothing
    },
    .sheet("uses", "Uses", .count, total: .sum) {
      $0.part.map { .count($0.uses) } ?? .nothing
    },
    .sheet("eligible", "Eligible amount", .sparseAmount, total: .sum) {
      ReportValue($0.part?.eligible)
    },
    .sheet("promised", "Promised", .sparseAmount, total: .sum) {
      ReportValue($0.part?.promised)
    },
    .sheet(givenColumn, "Given", .sparseAmount, total: .sum) { .amount($0.given) },
    .sheet("mismatches", "Mismatches", .count, total: .sum) {
      $0.part.map { .count($0.mismatches) } ?? .nothing
    },
    .sheet("invalid", "Invalid", .count, total: .sum) {
      $0.part.map { .count($0.invalid) } ?? .nothing
    },
  ])

  static func write(
    _ content: PackageContent, as table: SheetTable<Line>, to sheet: inout Sheet
  ) throws {
    let sources = content.breakdown.discounts.sources.map(Line.init)
    let parts = try parts(content)
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
    var rest = content.totals.amounts.discount
    var parts = try content.breakdown.discounts.parts.map { part in
      rest = try rest - part.given
      return Line(part)
    }
    if rest != .zero { parts.append(Line(kind: "Not recorded", given: rest)) }
    return parts
  }

  /// A kind of source, or an offer or coupon; nil is what is said of the other only.
  struct Line {
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
}
