package import Postgres

package typealias CouponID = ID<Coupon>

/// A code that redeems an offer, or stands alone (R5).
package struct Coupon: Model {
  package let id: CouponID
  package let code: String
  package let offerID: OfferID?
  package let startDate: Instant
  package let endDate: Instant
  package let isActive: Bool
  /// Uses by all users together; nil is no limit.
  package let maxUses: Int32?
  /// The app's counter; redemptions are judged by counting them instead.
  package let currentUses: Int32
  package let maxUsesPerUser: Int32
  package let createdAt: Instant
  package let createdByAdminID: StaffID?

  package static let table = Table(
    "coupons",
    columns: [
      Column("id", .integer),
      Column("code", .text),
      Column("offer_id", .integer, nullable: true),
      Column("start_date", .instant),
      Column("end_date", .instant),
      Column("is_active", .boolean),
      Column("max_uses", .integer, nullable: true),
      Column("current_uses", .integer),
      Column("max_uses_per_user", .integer),
      Column("created_at", .instant),
      Column("created_by_admin_id", .integer, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    code = try row.decode(1)
    offerID = try row.decodeOptional(2)
    startDate = try row.decode(3)
    endDate = try row.decode(4)
    isActive = try row.decode(5)
    maxUses = try row.decodeOptional(6)
    currentUses = try row.decode(7)
    maxUsesPerUser = try row.decode(8)
    createdAt = try row.decode(9)
    createdByAdminID = try row.decodeOptional(10)
  }
}
