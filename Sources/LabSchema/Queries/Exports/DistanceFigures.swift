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
  /// The visits of the scope's records by pricing, oldest first, and band.
  package func distances() throws -> [DistanceFigures] {
    let explanation = ExplanationSQL("r.pricing")
    return try connection.query(
      """
      with visits as (
        select \(explanation.text(visit: .pricingID))::integer as config_id,
          \(explanation.text(visit: .baseCharge))::numeric as base_charge,
          \(explanation.text(visit: .chargePerKm))::numeric as charge_per_km,
          \(explanation.text(visit: .freeDistance))::numeric as free_km,
          \(explanation.text(visit: .distance))::numeric as km, r.distance_charge
        from billing_records r
        where \(scope.holdsRecord())
      )
      select visits.config_id, visits.base_charge, visits.charge_per_km, visits.free_km,
        case
          when visits.km is null then -1
          when visits.km <= visits.free_km then 0
          else width_bucket(visits.km, \(DistanceBand.bucketBounds)::numeric[]) + 1
        end as band,
        count(*), coalesce(sum(visits.km), 0), sum(visits.distance_charge)
      from visits
      group by visits.config_id, visits.base_charge, visits.charge_per_km, visits.free_km, band
      order by visits.config_id nulls last, visits.base_charge, visits.charge_per_km,
        visits.free_km, band
      """
    ) { row in
      DistanceFigures(
        pricing: try row.decodeOptional(0), baseCharge: try row.decodeOptional(1),
        chargePerKm: try row.decodeOptional(2), freeDistance: try row.decodeOptional(3),
        band: DistanceBand(bucket: try row.int(4)), visits: try row.int(5),
        distance: try row.decode(6), charge: try row.decode(7))
    }
  }
}

extension DistanceBand {
  /// `width_bucket` counts a value on a bound to the bucket above it; a metre more makes the bound
  /// itself belong below.
  static var bucketBounds: [String] { bounds.map { "\($0).001" } }

  init(bucket: Int) {
    switch bucket {
    case ..<0: self = .noVisit
    case 0: self = .free
    case 1...Self.bounds.count: self = .upTo(Self.bounds[bucket - 1])
    default: self = .beyond(Self.bounds[Self.bounds.count - 1])
    }
  }
}
