package import Postgres

package typealias CouponRedemptionID = ID<CouponRedemption>

/// A coupon redeemed for a booking: what the customer was promised (R5).
package struct CouponRedemption: Model {
  package let id: CouponRedemptionID
  package let couponID: CouponID
  package let bookingID: BookingID
  package let userID: UserID
  /// Honoured as it is; a negative one is the finding `bad_redemption`.
  package let discountAmount: Money
  package let redemptionDate: Instant

  package static let table = Table(
    "coupon_redemptions",
    columns: [
      Column("id", .integer),
      Column("coupon_id", .integer),
      Column("booking_id", .integer),
      Column("user_id", .integer),
      Column("discount_amount", .money),
      Column("redemption_date", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    couponID = try row.decode(1)
    bookingID = try row.decode(2)
    userID = try row.decode(3)
    discountAmount = try row.decode(4)
    redemptionDate = try row.decode(5)
  }
}
