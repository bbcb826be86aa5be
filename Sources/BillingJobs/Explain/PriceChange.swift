internal import Billing
package import LabSchema
internal import Postgres

/// A change of what a record was priced from, that took it away from what the record says.
package struct PriceChange: Equatable, Sendable {
  /// What was changed, as a person calls it: a test's or offer's name, `distance pricing config 2`.
  package let called: String
  /// Of the columns that prices depend on alone.
  package let change: DataChange
}

/// Looks in the history for why a booking would be priced otherwise today than its record was.
struct PriceChangeReader {
  let connection: Connection
  let timeZone: String

  /// How many changes of a row are looked at, and how many are told in all.
  private static let most = 200

  /// - Parameters:
  ///   - record: what the record's amount came from.
  ///   - today: what it would come from now; nil where it is the same.
  ///   - written: when the record was last priced.
  /// - Returns: the newest first of each test, then of offers and distance prices.
  func changes(
    from record: Explanation, to today: Explanation?, written: Instant, testNames: [TestID: String]
  ) throws -> [PriceChange] {
    var changes: [PriceChange] = []
    for line in record.lines {
      guard let test = line.testID,
        !changes.contains(where: {
          $0.change.table == Table.tests.name && $0.change.rowID == Int64(test.rawValue)
        })
      else { continue }
      let name = testNames[test] ?? "test \(test)"
      changes += try priceChanges(of: test, since: line.unitPrice).map {
        PriceChange(called: name, change: $0)
      }
    }
    if let today {
      changes += try offerChanges(from: record, to: today, written)
      changes += try rateChanges(from: record, to: today, written)
    }
    return Array(changes.prefix(Self.most))
  }

  /// The changes since a test cost this much; none where it does today, or never did.
  private func priceChanges(of test: TestID, since price: Money) throws -> [DataChange] {
    let current = try connection.first(
      "select price, discounted_price from tests where id = \(test)"
    ) { row in
      TestPrice(list: try row.optionalString(0), discounted: try row.optionalString(1))
    }
    guard var state = current, !state.comes(to: price) else { return [] }
    var since: [DataChange] = []
    for change in try changes(.tests, [Int64(test.rawValue)], PricedColumns.tests, since: nil) {
      since.append(change)
      state.undo(change)
      if state.comes(to: price) { return since }
    }
    return []
  }

  /// Of the offers that stand otherwise today.
  private func offerChanges(
    from record: Explanation, to today: Explanation, _ written: Instant
  ) throws -> [PriceChange] {
    let names = Dictionary(
      (today.offers + record.offers).map { (Int64($0.offerID.rawValue), $0.name) },
      uniquingKeysWith: { first, _ in first })
    let moved = (record.offers + today.offers).filter { offer in
      !record.offers.contains(offer) || !today.offers.contains(offer)
    }
    return try changes(
      .offers, moved.map { Int64($0.offerID.rawValue) }, PricedColumns.offers, since: written
    ).map { change in
      PriceChange(
        called: change.rowID.flatMap { names[$0] }.map { "offer \($0)" } ?? "an offer",
        change: change)
    }
  }

  /// Of the distance prices of both, where they are not the same.
  private func rateChanges(
    from record: Explanation, to today: Explanation, _ written: Instant
  ) throws -> [PriceChange] {
    let both = [record.distance, today.distance].compactMap(\.self)
    guard both.count == 2, !both[0].hasRates(of: both[1]) else { return [] }
    return try changes(
      .distancePricingConfigs, both.map { Int64($0.pricingID.rawValue) },
      PricedColumns.distancePricingConfigs, since: written
    ).map { change in
      PriceChange(
        called: "distance pricing config \(change.rowID.map(String.init) ?? "")", change: change)
    }
  }

  private func changes(
    _ table: Table, _ rows: [Int64], _ columns: [String], since: Instant?
  ) throws -> [DataChange] {
    guard !rows.isEmpty else { return [] }
    return try connection.dataChanges(
      DataChange.Selection(
        table, rows: Array(Set(rows)), since: since.map { .text("\($0)") }, limit: Self.most),
      timeZone: timeZone
    ).compactMap { $0.of(columns) }
  }
}

/// What a test costs: its discounted price, else its list price (R3).
private struct TestPrice {
  var list: String?
  var discounted: String?

  func comes(to price: Money) -> Bool {
    guard let text = discounted ?? list else { return false }
    return AmountReading(text.utf8.span) == .amount(price)
  }

  mutating func undo(_ change: DataChange) {
    for value in change.values {
      switch value.column {
      case "price": list = value.before
      case "discounted_price": discounted = value.before
      default: continue
      }
    }
  }
}

extension DistanceCharge {
  /// Whether the prices are the same, however far it is.
  fileprivate func hasRates(of other: DistanceCharge) -> Bool {
    (pricingID, baseCharge, freeDistance, chargePerKm)
      == (other.pricingID, other.baseCharge, other.freeDistance, other.chargePerKm)
  }
}
