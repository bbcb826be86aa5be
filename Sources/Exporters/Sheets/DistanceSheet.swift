internal import Billing
internal import LabSchema

/// *Distance*: the home visits by pricing and band of distances.
enum DistanceSheet: TableSheet {
  static let name = "Distance"

  static func about(_ content: PackageContent) -> String {
    "Home visits by pricing and distance."
  }

  static let columns = ReportColumns<DistanceFigures>([
    .sheet("pricing", "Pricing", .text, total: .label("Total")) {
      .text($0.pricing.map { "No. \($0)" } ?? "None")
    },
    .sheet("base_charge", "Base charge", .amount) { ReportValue($0.baseCharge) },
    .sheet("charge_per_km", "Per km", .amount) { ReportValue($0.chargePerKm) },
    .sheet("free_km", "Free km", .distance) { $0.freeDistance.map { .distance($0) } ?? .nothing },
    .sheet("band", "Distance", .text) { .text(words(for: $0)) },
    .sheet("records", "Records", .count, total: .sum) { .count($0.visits) },
    .sheet("km", "Kilometres", .distance, total: .sum) { .distance($0.distance) },
    .sheet(
      Amounts.Part.distance.column, Amounts.Part.distance.title, .sparseAmount, total: .sum
    ) { .amount($0.charge) },
  ])

  static func write(
    _ content: PackageContent, as table: SheetTable<DistanceFigures>, to sheet: inout Sheet
  ) throws {
    let last = try table.write(content.breakdown.distances, to: &sheet)
    try table.setWidths(content.breakdown.distances, of: &sheet)
    try sheet.writeNote(
      """
      Up to the free distance a visit costs nothing; beyond it the base charge and, for each \
      kilometre more, the charge per km (R4).
      """, row: last + 1)
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
}
