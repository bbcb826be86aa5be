/// An offer whose own data is usable (R5).
package struct OfferTerms: Sendable {
  package enum Discount: Equatable, Sendable {
    /// Hundredths of a percent: 12.5 % is 1250.
    case percentage(hundredths: Int64)
    case fixedAmount(Money)
  }

  package var facts: OfferFacts
  package var discount: Discount
  package var applicableTests: ApplicableTests

  /// - Throws: ``OfferDefect`` where the offer's data is unusable, so that it never applies.
  package init(_ facts: OfferFacts) throws(OfferDefect) {
    self.facts = facts
    discount = try Self.discount(facts)
    applicableTests = try ApplicableTests(facts.applicableTests)
  }

  private static func discount(_ facts: OfferFacts) throws(OfferDefect) -> Discount {
    guard case .amount(let value) = facts.discountValue else {
      throw OfferDefect("its discount value is not a number of two decimals")
    }
    guard !value.isNegative else { throw OfferDefect("its discount value \(value) is negative") }
    switch DiscountType(word: facts.discountType) {
    case .percentage:
      guard value.minorUnits <= 100_00 else {
        throw OfferDefect("its percentage \(value) is over 100")
      }
      return .percentage(hundredths: value.minorUnits)
    case .fixedAmount:
      return .fixedAmount(value)
    case nil:
      throw OfferDefect("its discount type \"\(facts.discountType)\" is unknown")
    }
  }
}

/// Why an offer's own data is unusable.
package struct OfferDefect: Error, Equatable, Sendable {
  package var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

extension OfferTerms {
  /// The sum of the lines whose test is among the applicable ones. At most the base amount.
  func eligibleAmount(of lines: [PricedLine]) -> Money {
    switch applicableTests {
    case .all:
      return Money(minorUnits: lines.reduce(0) { $0 + $1.amount.minorUnits })
    case .only(let tests):
      let eligible = lines.filter { line in line.testID.map(tests.contains) ?? false }
      return Money(minorUnits: eligible.reduce(0) { $0 + $1.amount.minorUnits })
    }
  }

  /// Whether the base amount reaches the offer's minimum order value.
  func isReached(by base: Money) -> Bool {
    switch facts.minimumOrderValue {
    case .absent: true
    case .amount(let minimum): base >= minimum
    case .unusable, .outOfRange: false
    }
  }

  /// What the offer takes off an eligible amount: never more than that.
  func given(on eligible: Money) -> Money {
    switch discount {
    case .fixedAmount(let value):
      return min(value, eligible)
    case .percentage(let hundredths):
      // At most 100 % of an amount that was stored, so it cannot overflow.
      let scaled = try? eligible.scaled(
        by: hundredths, over: 100_00, rounding: .halfAwayFromZero)
      return scaled ?? eligible
    }
  }

  /// Whether a date is within the offer's own dates, ends included.
  func isInForce(on date: CalendarDate) -> Bool {
    facts.isActive && facts.startDate <= date && date <= facts.endDate
  }
}

/// The offers of a price book, judged once: the usable ones by id, and what is wrong with the rest.
package struct OfferBook: Sendable {
  /// Offers that apply by themselves, by id; the ones with coupons are redeemed by code only.
  let automatic: [OfferTerms]
  private let usable: [OfferID: OfferTerms]
  /// The unusable offers: one finding a run, `bad_offer` (R5).
  package let defects: [(offer: OfferID, finding: Finding)]

  package init(_ offers: [OfferFacts]) {
    var usable: [OfferID: OfferTerms] = [:]
    var defects: [(offer: OfferID, finding: Finding)] = []
    for facts in offers {
      do throws(OfferDefect) {
        usable[facts.id] = try OfferTerms(facts)
      } catch {
        defects.append(
          (facts.id, Finding(.badOffer, "offer \"\(facts.name)\" never applies: \(error.reason)")))
      }
    }
    self.usable = usable
    self.defects = defects
    automatic = usable.values.filter { !$0.facts.hasCoupons }.sorted { $0.facts.id < $1.facts.id }
  }

  /// The terms of an offer, or nil where it is unusable or unknown.
  package subscript(id: OfferID) -> OfferTerms? { usable[id] }
}
