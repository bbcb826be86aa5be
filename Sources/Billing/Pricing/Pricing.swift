/// Prices bookings: the rules R1 to R6 over one price book.
package struct Pricing: Sendable {
  package let rules: BillingRules
  package let priceBook: PriceBook
  package let offers: OfferBook

  package init(rules: BillingRules, priceBook: PriceBook) {
    self.rules = rules
    self.priceBook = priceBook
    self.offers = OfferBook(priceBook.offers)
  }

  /// The one outcome of a booking (R2).
  package func outcome(of booking: BookingFacts) -> Outcome {
    switch rules.statusClass(of: booking.status) {
    case .excluded: return .excluded
    case .waiting: return .waiting
    case .billable: break
    }
    guard let date = booking.serviceDate else {
      return .undated(Finding(.noDate, "a billable booking without a booking date"))
    }
    return price(booking, on: date)
  }

  /// R3 to R6. Each cause of quarantine that can be told by itself is told, so that one correction
  /// serves.
  private func price(_ booking: BookingFacts, on date: CalendarDate) -> Outcome {
    var quarantine: [Finding] = []
    if booking.userID == nil {
      quarantine.append(Finding(.noUser, "the booking has no user: nobody to bill"))
    }
    let priced = PricedLines(booking.lines)
    quarantine += priced.quarantine
    var charge: DistanceCharge?
    switch DistanceAssessment(booking.distance, on: date, priceBook: priceBook) {
    case .noVisit: break
    case .charged(let distance): charge = distance
    case .quarantined(let findings): quarantine += findings
    }
    let coupons = CouponAssessment(
      booking.redemptions, of: booking.userID, offers: offers, lines: priced.lines,
      base: priced.base)
    quarantine += coupons.quarantine
    guard quarantine.isEmpty else { return .quarantined(Self.merged(quarantine)) }
    do throws(MoneyOverflow) {
      return .billed(try total(booking, on: date, priced, charge, coupons))
    } catch {
      return .quarantined([
        Finding(.amountOutOfRange, "the final amount is over \(Money.largestStored)")
      ])
    }
  }

  private func total(
    _ booking: BookingFacts, on date: CalendarDate, _ priced: PricedLines,
    _ distance: DistanceCharge?, _ coupons: CouponAssessment
  ) throws(MoneyOverflow) -> Charge {
    var choice = OfferChoice(offers, lines: priced.lines, base: priced.base, on: date)
    let discount = try Discount(
      redeemed: booking.redemptions.isEmpty ? nil : coupons.amount, offered: choice.amount,
      combine: rules.combine, base: priced.base)
    choice.settle(discount.usesOffer ? .applied : .replacedByCoupon)
    let amounts = try Amounts(
      base: priced.base, discount: discount.amount, distance: distance?.amount ?? .zero)
    guard amounts.final.isStorable else { throw MoneyOverflow() }
    return Charge(
      serviceDate: date, lines: priced.lines, testIDs: priced.testIDs, amounts: amounts,
      distance: distance, offers: choice.considered, redemptions: coupons.honoured,
      discount: discount, findings: findings(priced, distance, coupons, discount, amounts.final))
  }

  private func findings(
    _ priced: PricedLines, _ distance: DistanceCharge?, _ coupons: CouponAssessment,
    _ discount: Discount, _ final: Money
  ) -> [Finding] {
    var findings = coupons.findings
    if let fallback = priced.fallbackFinding { findings.append(fallback) }
    if let distance, distance.distance > rules.maxDistance {
      findings.append(
        Finding(.distanceOutlier, "\(distance.distance) km is over \(rules.maxDistance) km"))
    }
    if let capped = discount.finding { findings.append(capped) }
    if final == .zero { findings.append(Finding(.zeroAmount, "the final amount is 0.00")) }
    return findings
  }

  /// One finding a kind: a booking has each at most once.
  private static func merged(_ findings: [Finding]) -> [Finding] {
    var merged: [Finding] = []
    for finding in findings {
      if let index = merged.firstIndex(where: { $0.kind == finding.kind }) {
        merged[index].detail += "; " + finding.detail
      } else {
        merged.append(finding)
      }
    }
    return merged
  }
}
