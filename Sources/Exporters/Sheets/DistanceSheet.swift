internal import LabSchema

/// *Distance*: the home visits by pricing and band of distances.
enum DistanceSheet {
  static let name = "Distance"
  static let headerRow = 3
  /// What a visit costs: base charge, charge per kilometre, and kilometres that are free.
  static let rateColumns = (base: 1, perKm: 2, free: 3)
  static let recordsColumn = 5
  static let kilometresColumn = 6
  static let chargeColumn = 7

  static func write(_ content: PackageContent, to workbook: inout Workbook) throws {
    try workbook.addSheet(name) { sheet in
      try sheet.writeHeading(content, name)
      let table = SheetTable(columns: columns, look: content.look, headerRow: headerRow)
      let last = try table.write(content.distances, to: &sheet)
      try table.setWidths(content.distances, of: &sheet)
      try sheet.writeNote(
        """
        Up to the free distance a visit costs nothing; beyond it the base charge and, for each \
        kilometre more, the charge per km (R4).
        """, row: last + 1)
      sheet.freeze(row: table.firstRow, column: 0)
      try sheet.finish(content, headerRows: headerRow...headerRow)
    }
  }

  private static func words(for figures: DistanceFigures) -> String {
    switch figures.band {
    case .noVisit: "No distance recorded"
    case .free: "Free, up to \(figures.freeDistance.map { "\($0)" } ?? "0") km"
    case .upTo(let bound): "Over \(lower(bound, figures)), up to \(bound) km"
    case .beyond(let bound): "Over \(bound) km"
    }
  }

  /// Where the band begins that ends with a bound: beyond the bound before it, and never free.
  private static func lower(_ bound: Int, _ figures: DistanceFigures) -> Distance {
    let before = DistanceBand.bounds.last { $0 < bound } ?? 0
    let free = figures.freeDistance ?? Distance(thousandths: 0)
    return Distance(thousandths: max(free.thousandths, Int64(before) * 1000))
  }

  private static let columns: [TableColumn<DistanceFigures>] = [
    .text("Pricing", total: .label("Total")) { $0.pricing.map { "No. \($0)" } ?? "None" },
    .number("Base charge", total: .none) { $0.baseCharge.map { .amount($0) } ?? .blank },
    .number("Per km", total: .none) { $0.chargePerKm.map { .amount($0) } ?? .blank },
    .number("Free km", total: .none) { $0.freeDistance.map { .distance($0) } ?? .blank },
    .text("Distance") { words(for: $0) },
    .number("Records") { .count($0.visits) },
    .number("Kilometres") { .distance($0.distance) },
    .number("Distance charge") { .sparse($0.charge) },
  ]
}
