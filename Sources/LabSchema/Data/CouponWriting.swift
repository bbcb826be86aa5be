package import Billing
internal import PlainText
internal import Postgres

/// What a number of new coupons have in common.
package struct CouponBatch: Equatable, Sendable {
  package let offerID: Int64
  package let count: Int
  /// As ``ColumnValue`` reads them: by the lab's own clock.
  package let startsAt: String
  package let endsAt: String
  /// Nil is no limit.
  package let maxUses: Int32?
  package let maxUsesPerUser: Int32

  package init(
    offerID: Int64, count: Int, startsAt: String, endsAt: String, maxUses: Int32?,
    maxUsesPerUser: Int32
  ) {
    self.offerID = offerID
    self.count = count
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.maxUses = maxUses
    self.maxUsesPerUser = maxUsesPerUser
  }
}

extension RowWriter {
  /// Makes coupons with codes that no coupon has. Codes that are taken are passed over, and made up for.
  ///
  /// - Returns: the codes.
  /// - Throws: ``DataError``.
  package func createCoupons(
    _ batch: CouponBatch, _ codes: CouponCodes, using generator: inout some RandomNumberGenerator
  ) throws -> [String] {
    var made: [String] = []
    made.reserveCapacity(batch.count)
    var fruitless = 0
    while made.count < batch.count {
      var wanted: Set<String> = []
      let count = min(batch.count - made.count, Self.codesAtOnce)
      while wanted.count < count { wanted.insert(codes.next(using: &generator)) }
      let inserted = try insert(wanted.sorted(), batch)
      made += inserted
      fruitless = inserted.isEmpty ? fruitless + 1 : 0
      guard fruitless < Self.mostFruitless else {
        throw DataError.refused(
          "most codes of \(counted(codes.length, "character")) behind \(codes.prefix.quoted) are taken",
          remedy: "take a longer --length or another --prefix")
      }
    }
    return made
  }

  private static let codesAtOnce = 10_000
  /// So many times in a row every code may be taken.
  private static let mostFruitless = 20

  private func insert(_ codes: [String], _ batch: CouponBatch) throws -> [String] {
    var columns: [(name: String, value: Statement)] = [
      ("code", "code"), ("offer_id", "\(batch.offerID)::int"),
      ("start_date", MomentSQL.moment(batch.startsAt, zone: timeZone)),
      ("end_date", MomentSQL.moment(batch.endsAt, zone: timeZone)),
      ("max_uses", "\(batch.maxUses)::int"),
      ("max_uses_per_user", "\(batch.maxUsesPerUser)::int"),
    ]
    columns += try table.columns.filter { column in !columns.contains { $0.name == column.name } }
      .compactMap { column in try filling(of: column, isNew: true).map { (column.name, $0) } }
    let values = columns.map { name, value -> Statement in
      let type = table.column(name).map { found.type(of: $0) } ?? "text"
      return "cast(\(value) as \(unescaped: type))"
    }
    return try refusing {
      try connection.query(
        """
        insert into coupons (\(unescaped: columns.map(\.name).joined(separator: ", ")))
        select \(values.joined())
        from unnest(\(codes)::text[]) code
        on conflict (code) do nothing
        returning code
        """
      ) { try $0.string(0) }
    }
  }
}
