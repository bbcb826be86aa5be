internal import Postgres

/// What gave the discounts of a scope.
package struct DiscountFigures: Sendable {
  package var sources: [DiscountSource] = []
  package var parts: [DiscountPart] = []
}

/// The discounts of all records whose discount came from the same kind of source (R5).
package struct DiscountSource: Sendable {
  /// As the record's explanation names it, such as `coupon_and_offer`.
  package var name: String
  package var records: Int
  package var given: Money
}

/// One offer, or one coupon, and what it gave.
package struct DiscountPart: Sendable {
  package var kind: Kind
  /// The offer's name as the last record says it, or the coupon's code. Offers of one name are
  /// different ones.
  package var name: String
  package var uses: Int
  /// What it could apply to: the lines of an offer's tests, the whole base for a coupon.
  package var eligible: Money
  /// What it came to before discounts were cut to the base.
  package var promised: Money
  package var given: Money
  /// Redemptions whose amount is not what the coupon's offer gives.
  package var mismatches: Int
  /// Redemptions that should not have been accepted.
  package var invalid: Int

  package enum Kind: String, StoredEnumeration {
    case offer
    case coupon
  }
}

extension ExportReader {
  /// The discounts of the scope's records, by source and by offer or coupon, the largest first.
  /// A discount that several gave together is shared out over them.
  package func discounts() throws -> DiscountFigures {
    DiscountFigures(sources: try discountSources(), parts: try discountParts())
  }

  private func discountSources() throws -> [DiscountSource] {
    try connection.query(
      """
      select coalesce(r.pricing #>> '{discount,source}', 'not_recorded') as source, count(*),
        sum(r.discount_amount)
      from billing_records r
      where \(scope.holdsRecord()) and r.discount_amount > 0
      group by source
      order by sum(r.discount_amount) desc, source
      """
    ) { row in
      DiscountSource(
        name: try row.string(0), records: try row.int(1), given: try row.decode(2))
    }
  }

  private func discountParts() throws -> [DiscountPart] {
    try connection.query(
      """
      with chosen as (
        select r.id, r.base_amount, r.discount_amount, r.pricing, r.invoice_series_id,
          r.invoice_sequence,
          r.pricing #>> '{discount,source}' as source
        from billing_records r
        where \(scope.holdsRecord())
      )
      select shared.kind,
        (
          array_agg(
            shared.name
            order by shared.series_id desc nulls first, shared.sequence desc nulls first,
              shared.record_id desc
          )
        )[1] as name,
        count(*), sum(shared.eligible), sum(shared.weight),
        sum(shared.share), count(*) filter (where shared.is_mismatch),
        count(*) filter (where shared.is_invalid)
      from (
        \(SharedAmount.split(Self.discountPartsOfRecords))
      ) shared
      group by shared.kind, shared.offer_id, case when shared.offer_id is null then shared.name end
      order by shared.kind desc, sum(shared.share) desc, name, shared.offer_id
      """
    ) { row in
      DiscountPart(
        kind: try row.decode(0), name: try row.string(1), uses: try row.int(2),
        eligible: try row.decode(3), promised: try row.decode(4), given: try row.decode(5),
        mismatches: try row.int(6), invalid: try row.int(7))
    }
  }

  private static let discountPartsOfRecords: Statement = """
    select chosen.id as record_id, 0 as place, chosen.discount_amount as whole,
            (offer.value ->> 'gives')::numeric as weight, 'offer' as kind,
            offer.value ->> 'name' as name, (offer.value ->> 'eligible')::numeric as eligible,
            false as is_mismatch, false as is_invalid, (offer.value ->> 'offer')::integer as offer_id,
            chosen.invoice_series_id as series_id, chosen.invoice_sequence as sequence
          from chosen
          cross join lateral jsonb_array_elements(chosen.pricing -> 'offers') as offer (value)
          where chosen.source in ('offer', 'coupon_and_offer')
            and offer.value ->> 'verdict' = 'applied'
          union all
          select chosen.id, redemption.place::integer, chosen.discount_amount,
            (redemption.value ->> 'amount')::numeric, 'coupon', redemption.value ->> 'coupon',
            chosen.base_amount,
            coalesce(redemption.value ->> 'expected' <> redemption.value ->> 'amount', false),
            jsonb_array_length(redemption.value -> 'problems') > 0, null,
            chosen.invoice_series_id, chosen.invoice_sequence
          from chosen
          cross join lateral jsonb_array_elements(chosen.pricing -> 'redemptions')
            with ordinality as redemption (value, place)
          where chosen.source in ('coupon', 'coupon_and_offer')
    """
}
