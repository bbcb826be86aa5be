package import Postgres

package typealias DistancePricingConfigID = ID<DistancePricingConfig>

/// What a home visit costs by distance, from a date to a date (R4).
package struct DistancePricingConfig: Model {
  package let id: DistancePricingConfigID
  package let baseCharge: Money
  /// For each kilometre beyond the free ones.
  package let chargePerKilometers: Money
  /// Up to here, this distance included, a visit is free.
  package let maxFreeDistanceKilometers: Distance
  package let effectiveFrom: CalendarDate
  /// The last day in force; nil is open.
  package let effectiveUntil: CalendarDate?
  package let isActive: Bool
  package let updatedByAdminID: StaffID?
  package let updatedAt: Instant
  package let createdAt: Instant

  package static let table = Table(
    "distance_pricing_configs",
    columns: [
      Column("id", .integer),
      Column("base_charge", .money),
      Column("charge_per_km", .money),
      Column("max_free_distance_km", .numeric(precision: 9, scale: 3)),
      Column("effective_from", .date),
      Column("effective_until", .date, nullable: true),
      Column("is_active", .boolean),
      Column("updated_by_admin_id", .integer, nullable: true),
      Column("updated_at", .instant),
      Column("created_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    baseCharge = try row.decode(1)
    chargePerKilometers = try row.decode(2)
    maxFreeDistanceKilometers = try row.decode(3)
    effectiveFrom = try row.decode(4)
    effectiveUntil = try row.decodeOptional(5)
    isActive = try row.decode(6)
    updatedByAdminID = try row.decodeOptional(7)
    updatedAt = try row.decode(8)
    createdAt = try row.decode(9)
  }
}
