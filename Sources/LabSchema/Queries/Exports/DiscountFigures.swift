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
  /// The discounts of the scope's records, by source and by offer or coupon. A discount that several
  /// gave together is shared out over them in proportion to what each promised.
  func discountSums() throws -> SumsByDay<DiscountSums> {
    var days = SumsByDay<DiscountSums>()
    try readSources(into: &days)
    try readParts(into: &days)
    return days
  }

  private func readSources(into days: inout SumsByDay<DiscountSums>) throws {
    let source = ExplanationSQL("r.pricing").text(discount: .source)
    try connection.forEach(
      """
      select r.billing_date, coalesce(\(source), 'not_recorded') as source, count(*),
        sum(r.discount_amount)
      from billing_records r
      where \(scope.holdsRecord()) and r.discount_amount > 0
      group by r.billing_date, source
      """
    ) { row in
      try days[row.decode(0)].add(
        DiscountSource(
          name: try row.string(1), records: try row.int(2), given: try row.decode(3)))
    }
  }

  private func readParts(into days: inout SumsByDay<DiscountSums>) throws {
    var record = DiscountedParts<(offerID: OfferID?, figures: DiscountPart)>()
    func add(
      _ date: CalendarDate, _ document: DocumentPlace,
      _ part: (offerID: OfferID?, figures: DiscountPart), _ promised: Money, _ given: Money
    ) throws {
      var figures = part.figures
      (figures.promised, figures.given) = (promised, given)
      try days[date].add(figures, offerID: part.offerID, of: document)
    }
    try connection.forEach(
      """
      select \(DiscountedParts<DiscountPart>.columns), part.promised, part.kind,
        part.offer_id, part.name, part.eligible, part.is_mismatch, part.is_invalid
      from billing_records r
      cross join lateral (
        \(Self.discountParts)
      ) part
      where \(scope.holdsRecord())
      order by r.billing_date, r.id, part.kind desc, part.place
      """
    ) { row in
      let figures = DiscountPart(
        kind: try row.decode(6), name: try row.string(8), uses: 1, eligible: try row.decode(9),
        promised: .zero, given: .zero, mismatches: try row.bool(10) ? 1 : 0,
        invalid: try row.bool(11) ? 1 : 0)
      try record.add(
        (offerID: row.decodeOptional(7), figures: figures), weight: row.decode(5), of: row, add)
    }
    try record.end(add)
  }

  /// The offers and coupons that gave the discount of record `r`.
  private static let discountParts: Statement = {
    func offer(_ key: ConsideredOffer.CodingKeys) -> Statement {
      ExplanationSQL.text("offer", key)
    }
    func redemption(_ key: HonouredRedemption.CodingKeys) -> Statement {
      ExplanationSQL.text("redemption", key)
    }
    let explanation = ExplanationSQL("r.pricing")
    let source = explanation.text(discount: .source)
    let problems = ExplanationSQL.json("redemption", HonouredRedemption.CodingKeys.problems)
    return """
      select 'offer' as kind, offer.place, \(offer(.offerID))::integer as offer_id,
          \(offer(.name)) as name, \(offer(.eligible))::numeric as eligible,
          \(offer(.gives))::numeric as promised, false as is_mismatch, false as is_invalid
        from \(explanation.elements(.offers, as: "offer"))
        where \(source) in (\(sources(.offer)))
          and \(offer(.verdict)) = '\(unescaped: ConsideredOffer.Verdict.applied.rawValue)'
        union all
        select 'coupon', redemption.place, null, \(redemption(.couponCode)), r.base_amount,
          \(redemption(.amount))::numeric,
          coalesce(\(redemption(.expected)) <> \(redemption(.amount)), false),
          jsonb_array_length(\(problems)) > 0
        from \(explanation.elements(.redemptions, as: "redemption"))
        where \(source) in (\(sources(.coupon)))
      """
  }()

  /// What a discount may come from that a kind of part has a share in.
  private static func sources(_ kind: DiscountPart.Kind) -> Statement {
    let own: Discount.Source = kind == .offer ? .offer : .coupon
    return "'\(unescaped: own.rawValue)', '\(unescaped: Discount.Source.couponAndOffer.rawValue)'"
  }
}

/// What discounts come to by source, and by offer or coupon.
struct DiscountSums: RecordSums {
  /// An offer by its id, as offers of one name are different ones; a coupon by its code.
  private struct Key: Hashable {
    var kind: DiscountPart.Kind
    var offerID: OfferID?
    var name: [UInt8]
  }

  private var sources: [String: DiscountSource] = [:]
  private var parts: [Key: (document: DocumentPlace, figures: DiscountPart)] = [:]

  var names: [String] { parts.values.map(\.figures.name) }

  mutating func add(_ source: DiscountSource) throws(MoneyOverflow) {
    guard var sum = sources[source.name] else {
      sources[source.name] = source
      return
    }
    sum.records += source.records
    sum.given = try sum.given + source.given
    sources[source.name] = sum
  }

  fileprivate mutating func add(
    _ part: DiscountPart, offerID: OfferID?, of document: DocumentPlace
  ) throws(MoneyOverflow) {
    try add(
      part, of: document,
      to: Key(kind: part.kind, offerID: offerID, name: offerID == nil ? Array(part.name.utf8) : []))
  }

  private mutating func add(
    _ part: DiscountPart, of document: DocumentPlace, to key: Key
  ) throws(MoneyOverflow) {
    guard var sum = parts[key] else {
      parts[key] = (document, part)
      return
    }
    if sum.document < document { (sum.document, sum.figures.name) = (document, part.name) }
    sum.figures.uses += part.uses
    sum.figures.eligible = try sum.figures.eligible + part.eligible
    sum.figures.promised = try sum.figures.promised + part.promised
    sum.figures.given = try sum.figures.given + part.given
    sum.figures.mismatches += part.mismatches
    sum.figures.invalid += part.invalid
    parts[key] = sum
  }

  /// Adds what other records come to.
  mutating func add(_ other: DiscountSums) throws(MoneyOverflow) {
    for source in other.sources.values { try add(source) }
    for (key, part) in other.parts { try add(part.figures, of: part.document, to: key) }
  }

  /// The largest first; offers before coupons.
  func figures(_ order: NameOrder) -> DiscountFigures {
    DiscountFigures(
      sources: sources.values.sorted { ($1.given, $0.name) < ($0.given, $1.name) },
      parts: parts.map { key, sum in
        (
          place: (
            key.kind == .offer ? 0 : 1, order.place(of: sum.figures.name), key.offerID ?? .last
          ),
          figures: sum.figures
        )
      }
      .sorted {
        ($0.place.0, $1.figures.given, $0.place.1, $0.place.2)
          < ($1.place.0, $0.figures.given, $1.place.1, $1.place.2)
      }
      .map(\.figures))
  }
}
