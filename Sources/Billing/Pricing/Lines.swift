/// One line of a bill: `quantity × unit price` (R3).
package struct PricedLine: Codable, Equatable, Sendable {
  /// Where the unit price came from.
  package enum PriceSource: String, Codable, Sendable {
    /// `booking_items.unit_price`, the price at the time of booking.
    case booked
    /// The test's `discounted_price` of today.
    case discounted
    /// The test's `price` of today.
    case list
  }

  package var itemID: BookingItemID
  package var testID: TestID?
  package var quantity: Int32
  package var unitPrice: Money
  package var source: PriceSource
  package var amount: Money

  package enum CodingKeys: String, CodingKey {
    case itemID = "item"
    case testID = "test"
    case quantity
    case unitPrice = "unit_price"
    case source = "price_source"
    case amount
  }
}

/// The lines of a booking, priced, or why they cannot be (R3).
struct PricedLines {
  private(set) var lines: [PricedLine] = []
  private(set) var base = Money.zero
  /// What keeps the booking from being billed.
  private(set) var quarantine: [Finding] = []
  private(set) var fallbacks: [LineFacts] = []

  init(_ facts: ArraySlice<LineFacts>) {
    guard !facts.isEmpty else {
      quarantine = [Finding(.noItems, "the booking has no items")]
      return
    }
    lines.reserveCapacity(facts.count)
    var badQuantities: [LineFacts] = []
    var badPrices: [LineFacts] = []
    var outOfRange: [LineFacts] = []
    for line in facts {
      let (reading, source) = Self.unitPrice(of: line)
      if source != .booked { fallbacks.append(line) }
      let quantity = line.quantity ?? 0
      if quantity < 1 { badQuantities.append(line) }
      switch reading {
      case .absent, .unusable:
        badPrices.append(line)
      case .amount(let price) where price.isNegative:
        badPrices.append(line)
      case .outOfRange:
        outOfRange.append(line)
      case .amount(let price):
        guard quantity >= 1 else { continue }
        guard let (amount, sum) = Self.amount(price, quantity, added: base) else {
          outOfRange.append(line)
          continue
        }
        base = sum
        lines.append(
          PricedLine(
            itemID: line.itemID, testID: line.testID, quantity: quantity, unitPrice: price,
            source: source, amount: amount))
      }
    }
    if !badQuantities.isEmpty {
      quarantine.append(Finding(.badQuantity, Self.describe(badQuantities, Self.quantityProblem)))
    }
    if !badPrices.isEmpty {
      quarantine.append(Finding(.badPrice, Self.describe(badPrices, Self.priceProblem)))
    }
    if !outOfRange.isEmpty, quarantine.isEmpty {
      quarantine.append(
        Finding(
          .amountOutOfRange,
          Self.describe(outOfRange) { _ in "takes the base amount over \(Money.largestStored)" }))
    }
  }

  /// `unit_price`; where that is null, the test's `discounted_price`, else its `price`.
  private static func unitPrice(
    of line: LineFacts
  ) -> (AmountReading, PricedLine.PriceSource) {
    if line.unitPrice != .absent { return (line.unitPrice, .booked) }
    if line.discountedPrice != .absent { return (line.discountedPrice, .discounted) }
    return (line.listPrice, .list)
  }

  /// The line's amount and the base with it, or nil where either cannot be stored.
  private static func amount(
    _ price: Money, _ quantity: Int32, added base: Money
  ) -> (amount: Money, sum: Money)? {
    guard let amount = try? price * quantity, amount.isStorable,
      let sum = try? base + amount, sum.isStorable
    else { return nil }
    return (amount, sum)
  }

  private static func quantityProblem(_ line: LineFacts) -> String {
    line.quantity.map { "has quantity \($0)" } ?? "has no quantity"
  }

  private static func priceProblem(_ line: LineFacts) -> String {
    switch unitPrice(of: line).0 {
    case .absent: "has no price, and neither has its test"
    case .amount(let price): "has the negative price \(price)"
    case .unusable, .outOfRange: "has a price that is no amount of two decimals"
    }
  }

  /// `item 12 has quantity 0; item 13 …`.
  private static func describe(
    _ lines: [LineFacts], _ problem: (LineFacts) -> String
  ) -> String {
    lines.map { "item \($0.itemID) \(problem($0))" }.joined(separator: "; ")
  }

  /// The tests in item order, each once.
  var testIDs: [TestID] {
    var seen: [TestID] = []
    for line in lines {
      if let test = line.testID, !seen.contains(test) { seen.append(test) }
    }
    return seen
  }

  /// R3 `price_fallback`, where a price of today stood in for the price of that day.
  var fallbackFinding: Finding? {
    guard !fallbacks.isEmpty else { return nil }
    let detail = Self.describe(fallbacks) { line in
      let (reading, source) = Self.unitPrice(of: line)
      guard case .amount(let price) = reading else { return "has no price" }
      return "has no unit price; today's \(source.rawValue) price \(price) was taken"
    }
    return Finding(.priceFallback, detail)
  }
}
