package import Billing
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
      select coalesce(\(ExplanationSQL("r.pricing").text(discount: .source)), 'not_recorded') as source, count(*),
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
          \(ExplanationSQL("r.pricing").text(discount: .source)) as source
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

  private static let discountPartsOfRecords: Statement = {
    func offer(_ key: ConsideredOffer.CodingKeys) -> Statement {
      ExplanationSQL.text("offer", key)
    }
    func redemption(_ key: HonouredRedemption.CodingKeys) -> Statement {
      ExplanationSQL.text("redemption", key)
    }
    let explanation = ExplanationSQL("chosen.pricing")
    let problems = ExplanationSQL.json("redemption", HonouredRedemption.CodingKeys.problems)
    return """
      select chosen.id as record_id, 0 as place, chosen.discount_amount as whole,
            \(offer(.gives))::numeric as weight, 'offer' as kind,
            \(offer(.name)) as name, \(offer(.eligible))::numeric as eligible,
            false as is_mismatch, false as is_invalid, \(offer(.offerID))::integer as offer_id,
            chosen.invoice_series_id as series_id, chosen.invoice_sequence as sequence
          from chosen
          cross join lateral \(explanation.elements(.offers, as: "offer"))
          where chosen.source in (\(sources(.offer)))
            and \(offer(.verdict)) = '\(unescaped: ConsideredOffer.Verdict.applied.rawValue)'
          union all
          select chosen.id, redemption.place::integer, chosen.discount_amount,
            \(redemption(.amount))::numeric, 'coupon', \(redemption(.couponCode)),
            chosen.base_amount,
            coalesce(\(redemption(.expected)) <> \(redemption(.amount)), false),
            jsonb_array_length(\(problems)) > 0, null,
            chosen.invoice_series_id, chosen.invoice_sequence
          from chosen
          cross join lateral \(explanation.elements(.redemptions, as: "redemption"))
          where chosen.source in (\(sources(.coupon)))
      """
  }()

  /// What a discount may come from that a kind of part has a share in.
  private static func sources(_ kind: DiscountPart.Kind) -> Statement {
    let own: Discount.Source = kind == .offer ? .offer : .coupon
    return "'\(unescaped: own.rawValue)', '\(unescaped: Discount.Source.couponAndOffer.rawValue)'"
  }
}
