package import Billing
internal import Postgres

/// The home visits of one distance pricing and one band of distances.
package struct DistanceFigures: Sendable {
  /// nil for records without a visit, or whose explanation does not say.
  package var pricing: DistancePricingConfigID?
  package var baseCharge: Money?
  package var chargePerKm: Money?
  package var freeDistance: Distance?
  package var band: DistanceBand
  package var visits: Int
  package var distance: Distance
  package var charge: Money
}

/// Distances that are looked at together.
package enum DistanceBand: Hashable, Sendable {
  /// No distance was recorded for the booking.
  case noVisit
  /// Up to what the pricing has free.
  case free
  /// Beyond the last bound, up to this many kilometres.
  case upTo(Int)
  /// Beyond all bounds.
  case beyond(Int)

  package static let bounds = [5, 10, 20, 50]
}

extension ExportReader {
  /// The visits of the scope's records by pricing and band.
  func distanceSums() throws -> SumsByDay<DistanceSums> {
    let explanation = ExplanationSQL("r.pricing")
    var days = SumsByDay<DistanceSums>()
    try connection.forEach(
      """
      with visits as (
        select r.billing_date, \(explanation.text(visit: .pricingID))::integer as config_id,
          \(explanation.text(visit: .baseCharge))::numeric as base_charge,
          \(explanation.text(visit: .chargePerKm))::numeric as charge_per_km,
          \(explanation.text(visit: .freeDistance))::numeric as free_km,
          \(explanation.text(visit: .distance))::numeric as km, r.distance_charge
        from billing_records r
        where \(scope.holdsRecord())
      )
      select visits.billing_date, visits.config_id, visits.base_charge, visits.charge_per_km,
        visits.free_km,
        case
          when visits.km is null then -1
          when visits.km <= visits.free_km then 0
          else width_bucket(visits.km, \(DistanceBand.bucketBounds)::numeric[]) + 1
        end as band,
        count(*), coalesce(sum(visits.km), 0), sum(visits.distance_charge)
      from visits
      group by visits.billing_date, visits.config_id, visits.base_charge, visits.charge_per_km,
        visits.free_km, band
      """
    ) { row in
      try days[row.decode(0)].add(
        DistanceFigures(
          pricing: try row.decodeOptional(1), baseCharge: try row.decodeOptional(2),
          chargePerKm: try row.decodeOptional(3), freeDistance: try row.decodeOptional(4),
          band: DistanceBand(bucket: try row.int(5)), visits: try row.int(6),
          distance: try row.decode(7), charge: try row.decode(8)))
    }
    return days
  }
}

/// What visits come to by pricing and band.
struct DistanceSums: RecordSums {
  private struct Key: Hashable {
    var pricing: DistancePricingConfigID?
    var baseCharge: Money?
    var chargePerKm: Money?
    var freeDistance: Distance?
    var band: DistanceBand
  }

  private var sums: [Key: DistanceFigures] = [:]

  mutating func add(_ figures: DistanceFigures) throws(MoneyOverflow) {
    let key = Key(
      pricing: figures.pricing, baseCharge: figures.baseCharge, chargePerKm: figures.chargePerKm,
      freeDistance: figures.freeDistance, band: figures.band)
    guard var sum = sums[key] else {
      sums[key] = figures
      return
    }
    sum.visits += figures.visits
    sum.distance.thousandths += figures.distance.thousandths
    sum.charge = try sum.charge + figures.charge
    sums[key] = sum
  }

  /// Adds what other records come to.
  mutating func add(_ other: DistanceSums) throws(MoneyOverflow) {
    for figures in other.sums.values { try add(figures) }
  }

  /// By pricing, oldest first, and band; those without a pricing last.
  var figures: [DistanceFigures] {
    func place(_ figures: DistanceFigures) -> (
      DistancePricingConfigID, Int64, Int64, Int64, Int
    ) {
      (
        figures.pricing ?? .last, figures.baseCharge?.minorUnits ?? .max,
        figures.chargePerKm?.minorUnits ?? .max, figures.freeDistance?.thousandths ?? .max,
        figures.band.place
      )
    }
    return sums.values.sorted { place($0) < place($1) }
  }
}

extension DistanceBand {
  /// `width_bucket` counts a value on a bound to the bucket above it; a metre more makes the bound
  /// itself belong below.
  static var bucketBounds: [String] { bounds.map { "\($0).001" } }

  /// From the nearest on, those without a visit first.
  fileprivate var place: Int {
    switch self {
    case .noVisit: -1
    case .free: 0
    case .upTo(let bound), .beyond(let bound):
      Self.bounds.count { $0 < bound } + (self == .beyond(bound) ? 2 : 1)
    }
  }

  init(bucket: Int) {
    switch bucket {
    case ..<0: self = .noVisit
    case 0: self = .free
    case 1...Self.bounds.count: self = .upTo(Self.bounds[bucket - 1])
    default: self = .beyond(Self.bounds[Self.bounds.count - 1])
    }
  }
}
