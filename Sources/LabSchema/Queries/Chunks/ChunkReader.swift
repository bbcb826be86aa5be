package import Billing
package import Postgres

/// Reads what a run has to do, in chunks, and the facts of each, in the snapshot of the transaction it is
/// called in.
package struct ChunkReader {
  let connection: Connection
  let dates: ServiceDateSQL

  package init(_ connection: Connection, dates: ServiceDateSQL) {
    self.connection = connection
    self.dates = dates
  }

  /// The bookings of a chunk by id, without their lines and redemptions. A user that is gone is
  /// none, whatever the booking says: nobody can be billed (R3).
  package func bookings(_ scope: ChunkScope) throws -> [BookingFacts] {
    let condition: Statement =
      switch scope {
      case .day(let date, let ids):
        """
        \(dates.isWithin(date, through: date))
          and b.id between \(ids.lowerBound)::bigint and \(Self.end(of: ids))::bigint
        """
      case .bookings(let ids):
        "b.id = any(\(ids)::int[])"
      }
    return try connection.query(
      """
      select b.id, u.id, b.status, \(dates.serviceDate()), b.estimated_distance_km
      from bookings b
      left join users u on u.id = b.user_id
      where \(condition)
      order by b.id
      """
    ) { row in
      BookingFacts(
        id: try row.decode(0), userID: try row.decodeOptional(1),
        status: try row.optionalString(2), serviceDate: try row.decodeOptional(3),
        distance: row.distanceReading(4))
    }
  }

  /// Without an upper end even an id that is wider than ours is read, and told, and not left out.
  private static func end(of ids: ClosedRange<BookingID>) -> Int64 {
    ids.upperBound == BookingID(.max) ? .max : Int64(ids.upperBound.rawValue)
  }

  /// Adds the lines and redemptions of the bookings that `isBillable` picks; the others need none.
  package func addDetails(
    to bookings: inout [BookingFacts], where isBillable: (BookingFacts) -> Bool
  ) throws {
    let places = bookings.indices.filter { isBillable(bookings[$0]) }
    guard !places.isEmpty else { return }
    let ids = places.map { bookings[$0].id }
    let lines = try lines(of: ids)
    let redemptions = try redemptions(of: ids)
    var line = lines.owners.startIndex
    var redemption = redemptions.owners.startIndex
    for place in places {
      let id = bookings[place].id
      let firstLine = line
      while line < lines.owners.endIndex, lines.owners[line] == id { line += 1 }
      bookings[place].lines = lines.facts[firstLine..<line]
      let firstRedemption = redemption
      while redemption < redemptions.owners.endIndex, redemptions.owners[redemption] == id {
        redemption += 1
      }
      bookings[place].redemptions = redemptions.facts[firstRedemption..<redemption]
    }
  }

  private func lines(
    of ids: [BookingID]
  ) throws -> (owners: [BookingID], facts: [LineFacts]) {
    var owners: [BookingID] = []
    let facts = try connection.query(
      """
      select i.booking_id, i.id, i.test_id, i.quantity, i.unit_price, t.discounted_price, t.price
      from booking_items i
      left join tests t on t.id = i.test_id
      where i.booking_id = any(\(ids)::int[])
      order by i.booking_id, i.id
      """
    ) { row in
      owners.append(try row.decode(0))
      return LineFacts(
        itemID: try row.decode(1), testID: try row.decodeOptional(2),
        quantity: try row.optionalInt32(3), unitPrice: row.amountReading(4),
        discountedPrice: row.amountReading(5), listPrice: row.amountReading(6))
    }
    return (owners, facts)
  }

  /// How many uses came before is counted over every redemption of the coupon, in the order of
  /// date and id, by the place of the last one within the limit (R5).
  private func redemptions(
    of ids: [BookingID]
  ) throws -> (owners: [BookingID], facts: [RedemptionFacts]) {
    var owners: [BookingID] = []
    let facts = try connection.query(
      """
      with here as materialized (
        select r.id, r.booking_id, r.coupon_id, r.user_id, r.discount_amount, r.redemption_date
        from coupon_redemptions r
        where r.booking_id = any(\(ids)::int[])
      ), first_beyond as materialized (
        select c.id as coupon_id, beyond.redemption_date, beyond.id
        from coupons c
        cross join lateral (
          select r.redemption_date, r.id
          from coupon_redemptions r
          where r.coupon_id = c.id
          order by r.redemption_date, r.id
          offset c.max_uses
          limit 1
        ) beyond
        where c.max_uses is not null and c.id in (select coupon_id from here)
      )
      select here.booking_id, here.id, c.code, c.offer_id, here.user_id, here.discount_amount,
        (here.redemption_date::timestamptz at time zone \(dates.billingZone))::date,
        c.is_active,
        here.redemption_date between c.start_date and c.end_date,
        coalesce(
          (here.redemption_date, here.id) >= (first_beyond.redemption_date, first_beyond.id), false),
        coalesce(earlier.uses >= c.max_uses_per_user, false),
        case when earlier.uses >= c.max_uses_per_user then array(
          select concat('booking ', e.booking_id, ' (', coalesce(b.status::text, 'deleted'), ')')
          from coupon_redemptions e
          left join bookings b on b.id = e.booking_id
          where e.coupon_id = here.coupon_id
            and e.user_id = here.user_id
            and (e.redemption_date, e.id) < (here.redemption_date, here.id)
          order by e.redemption_date desc, e.id desc
          limit 3
        ) end
      from here
      join coupons c on c.id = here.coupon_id
      cross join lateral (
        select count(*) as uses
        from coupon_redemptions r
        where r.coupon_id = here.coupon_id
          and r.user_id = here.user_id
          and (r.redemption_date, r.id) < (here.redemption_date, here.id)
      ) earlier
      left join first_beyond on first_beyond.coupon_id = here.coupon_id
      order by here.booking_id, here.id
      """
    ) { row in
      owners.append(try row.decode(0))
      return RedemptionFacts(
        id: try row.decode(1), couponCode: try row.string(2),
        offerID: try row.decodeOptional(3), userID: try row.decode(4),
        amount: row.amountReading(5), redeemedOn: try row.decode(6),
        isCouponActive: try row.bool(7), isWithinCouponDates: try row.bool(8),
        isBeyondMaxUses: try row.bool(9), isBeyondMaxUsesPerUser: try row.bool(10),
        earlierUses: try row.decodeOptional(11, as: TextArray.self)?.elements ?? [])
    }
    return (owners, facts)
  }
}

/// A piece of a run's work: one transaction.
package enum ChunkScope: Equatable, Sendable {
  /// Bookings of one service date, by id; a large day is several chunks.
  case day(CalendarDate, ids: ClosedRange<BookingID>)
  /// Named bookings: those of which something changed, or outside the dates that a run takes as a whole.
  case bookings([BookingID])

  /// Named bookings in chunks of at most `size`.
  package static func pieces(of bookings: [BookingID], size: Int) -> [ChunkScope] {
    stride(from: 0, to: bookings.count, by: size).map { start in
      .bookings(Array(bookings[start..<min(start + size, bookings.count)]))
    }
  }
}
