package import Billing
package import Postgres

/// A coupon with how often it was redeemed.
package struct ListedCoupon: Sendable {
  package let id: Int32
  package let code: String
  package let offerID: OfferID?
  package let offer: String?
  package let startsAt: LocalMoment
  package let endsAt: LocalMoment
  package let isActive: Bool
  /// Nil is no limit.
  package let maxUses: Int32?
  package let maxUsesPerUser: Int32
  /// Redemptions there are: a use is one of these, whatever the app's counter says (R5).
  package let uses: Int
}

/// One time that a coupon was redeemed.
package struct CouponUse: Sendable {
  package let id: CouponRedemptionID
  package let code: String
  package let bookingID: BookingID
  package let bookingStatus: String?
  package let userID: UserID
  package let user: String?
  /// What the customer was promised.
  package let amount: AmountReading
  package let redeemedAt: LocalMoment
}

/// A moment, and how the lab's own clock told it.
package struct LocalMoment: Sendable {
  package let instant: Instant
  /// With its offset: `2025-01-31 09:30:00+05:30`.
  package let text: String

  /// The two columns that ``columns(_:timeZone:)`` selects.
  fileprivate init(_ row: borrowing Row, from column: Int) throws {
    instant = try row.decode(column)
    text = try row.string(column + 1)
  }

  fileprivate static func columns(_ column: String, timeZone: String) -> Statement {
    "\(unescaped: column)::timestamptz, \(MomentSQL.text(column, zone: timeZone))"
  }
}

extension Connection {
  /// Coupons, by when they end, then by code, one after the other.
  ///
  /// - Parameters:
  ///   - offer: those of one offer; nil for all.
  ///   - dates: those that are active and end on one of these dates.
  ///   - timeZone: `billing.time_zone`.
  package func forEachCoupon(
    ofOffer offer: Int64?, endingOn dates: ClosedRange<CalendarDate>?, limit: Int?,
    timeZone: String, _ body: (ListedCoupon) throws -> Void
  ) throws {
    var conditions: [Statement] = ["true"]
    if let offer { conditions.append("c.offer_id = \(offer)") }
    if let dates {
      conditions.append(
        """
        c.is_active and (c.end_date::timestamptz at time zone \(timeZone))::date
          between \(dates.lowerBound)::date and \(dates.upperBound)::date
        """)
    }
    try forEach(
      """
      select c.id, c.code, c.offer_id, o.name, \(LocalMoment.columns("c.start_date", timeZone: timeZone)),
        \(LocalMoment.columns("c.end_date", timeZone: timeZone)), c.is_active, c.max_uses,
        c.max_uses_per_user,
        (select count(*) from coupon_redemptions r where r.coupon_id = c.id)
      from coupons c
      left join offers o on o.id = c.offer_id
      where \(conditions.joined(separator: " and "))
      order by c.end_date, c.code
      limit \(limit)::bigint
      """
    ) { row in
      try body(
        ListedCoupon(
          id: try row.int32(0), code: try row.string(1), offerID: try row.decodeOptional(2),
          offer: try row.optionalString(3), startsAt: try LocalMoment(row, from: 4),
          endsAt: try LocalMoment(row, from: 6), isActive: try row.bool(8),
          maxUses: try row.optionalInt32(9), maxUsesPerUser: try row.int32(10),
          uses: try row.int(11)))
    }
  }

  /// Who used a coupon, the first use first.
  package func uses(ofCoupon id: Int64, timeZone: String) throws -> [CouponUse] {
    try query(
      """
      select r.id, c.code, r.booking_id, b.status::text, r.user_id, u.full_name, r.discount_amount,
        \(LocalMoment.columns("r.redemption_date", timeZone: timeZone))
      from coupon_redemptions r
      join coupons c on c.id = r.coupon_id
      left join bookings b on b.id = r.booking_id
      left join users u on u.id = r.user_id
      where r.coupon_id = \(id)
      order by r.redemption_date, r.id
      """
    ) { row in
      CouponUse(
        id: try row.decode(0), code: try row.string(1), bookingID: try row.decode(2),
        bookingStatus: try row.optionalString(3), userID: try row.decode(4),
        user: try row.optionalString(5), amount: row.amountReading(6),
        redeemedAt: try LocalMoment(row, from: 7))
    }
  }
}
