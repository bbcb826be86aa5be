package import Postgres

/// A coupon whose `current_uses` is not how many redemptions it has. Billing does not read the counter,
/// which is the app's (R5 counts redemptions): a wrong one lets a coupon be used too often, or refuses it
/// too early.
package struct CouponCounter: Equatable, Sendable {
  package let couponID: Int64
  package let code: String
  /// What the counter says.
  package let counted: Int
  /// How many redemptions there are.
  package let redemptions: Int
}

extension Connection {
  /// Every coupon whose counter is wrong, by its code.
  package func wrongCouponCounters() throws -> [CouponCounter] {
    try query(
      """
      select c.id, c.code, c.current_uses, coalesce(r.uses, 0)
      from coupons c
      left join (
        select r.coupon_id, count(*) as uses
        from coupon_redemptions r
        group by r.coupon_id
      ) r on r.coupon_id = c.id
      where c.current_uses is distinct from coalesce(r.uses, 0)
      order by c.code collate "C"
      """
    ) { row in
      CouponCounter(
        couponID: try row.int64(0), code: try row.string(1), counted: try row.int(2),
        redemptions: try row.int(3))
    }
  }

  /// Gives every coupon the counter that its redemptions come to. The app's redemptions wait until the
  /// transaction ends: no counter moves between the counting and the writing. It belongs into
  /// ``changing(as:_:_:_:)``, so that the history has it.
  ///
  /// - Returns: what was changed, as it was before.
  package func correctCouponCounters() throws -> [CouponCounter] {
    try execute("lock table coupons, coupon_redemptions in share row exclusive mode")
    let wrong = try wrongCouponCounters()
    try execute(
      """
      update coupons c
      set current_uses = w.uses
      from unnest(\(wrong.map(\.couponID))::bigint[], \(wrong.map(\.redemptions))::bigint[])
        as w (id, uses)
      where c.id = w.id
      """)
    return wrong
  }
}
