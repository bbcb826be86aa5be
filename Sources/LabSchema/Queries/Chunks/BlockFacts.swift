package import Billing
internal import Postgres

/// What bookings whose ids lie together are priced from, beside their own rows.
package struct BlockFacts: Sendable {
  let block: Int
  /// Over which lines and redemptions they have, whole redemptions with their coupons.
  let fingerprint: String
}

/// What a night finds of lines and redemptions.
package struct LineChanges: Sendable {
  /// Blocks whose fingerprint is another than a night has noted.
  package fileprivate(set) var blocks: [BlockFacts] = []
  /// Bookings of which a line was written since the mark, or a list price that stands in for a line's own.
  package fileprivate(set) var bookings: [BookingID] = []
}

extension ChunkReader {
  /// A line that was changed says so itself; one that is gone, or went to another booking, is missed in the
  /// fingerprint of its block. Few redemptions change at all, and their coupons with them: of these the
  /// fingerprint has everything.
  ///
  /// - Parameter mark: nil where nothing is known of the rows: then all bookings are looked at, and no line
  ///   has to say so.
  package func lineChanges(since mark: ChangeMark?) throws -> LineChanges {
    guard try connection.mayMarkChanges() else { return LineChanges() }
    var changes = LineChanges()
    let isWritten = { (alias: String) -> Statement in
      mark.map { .isWritten(alias, since: $0.factsBefore) } ?? "false"
    }
    try connection.forEach(
      """
      with lines as (
        select \(Self.block(of: "i.booking_id")) as block,
          sum(hashint8extended(i.id, i.booking_id)) as hash,
          array_agg(i.booking_id) filter (
            where \(isWritten("i"))
              or i.unit_price is null
                and not exists (
                  select from tests t where t.id = i.test_id and not (\(isWritten("t")))
                )
          ) as written
        from booking_items i
        group by 1
      ),
      redeemed as (
        select \(Self.block(of: "r.booking_id")) as block,
          sum(
            \(Statement.hash(
              ofRow: """
                r.id, r.booking_id, r.coupon_id, r.user_id, r.discount_amount,
                  r.redemption_date::timestamptz, c.code::text collate "C", c.is_active,
                  c.start_date::timestamptz, c.end_date::timestamptz, c.max_uses, c.max_uses_per_user,
                  \(Self.hash(ofOffer: "o"))
                """,
              seed: 2))
          ) as hash
        from coupon_redemptions r
        left join coupons c on c.id = r.coupon_id
        left join offers o on o.id = c.offer_id
        where r.booking_id is not null
        group by 1
      ),
      today as (
        select block, concat_ws(':', coalesce(lines.hash, 0), coalesce(redeemed.hash, 0)) as fingerprint,
          lines.written
        from lines
        full join redeemed using (block)
      )
      select block, coalesce(today.fingerprint, '0:0'), null
      from today
      full join billing_block_fingerprints known using (block)
      where known.fingerprint is distinct from coalesce(today.fingerprint, '0:0')
      union all
      select null, null, unnest(written)
      from today
      order by 1, 3
      """
    ) { row in
      if let booking = try row.decodeOptional(2, as: BookingID.self) {
        changes.bookings.append(booking)
      } else {
        changes.blocks.append(
          BlockFacts(block: try row.int(0), fingerprint: try row.string(1)))
      }
    }
    return changes
  }

  /// The block of a booking, by its id.
  static func block(of id: Statement) -> Statement { "\(id) >> 8" }
}
