import Testing

@testable import Billing

/// Why a booking comes out otherwise, from its stored explanation and today's, as values.
@Suite("The reasons of a change")
struct ReasonTests {
  /// A booking of one test, visited at 4.2 km, with nothing taken off.
  private static let plain: Explanation = {
    let date = CalendarDate("2025-01-10")!
    return Explanation(
      bookingID: 1, userID: 7, serviceDate: date, billingDate: date,
      lines: [line(1, test: 1, price: "500.00")], base: money("500.00"), distance: visit("4.2"),
      offers: [], redemptions: [], discount: .none, final: money("561.00"))
  }()

  private static func date(_ day: Int) -> CalendarDate {
    CalendarDate(year: 2025, month: 1, day: day)!
  }

  private static func line(
    _ item: BookingItemID, test: TestID, quantity: Int32 = 1, price: String
  ) -> PricedLine {
    PricedLine(
      itemID: item, testID: test, quantity: quantity, unitPrice: money(price), source: .booked,
      amount: money(price))
  }

  private static func visit(
    _ km: String, config: DistancePricingConfigID = 1, perKm: String = "5.00"
  ) -> DistanceCharge {
    DistanceCharge(
      distance: distance(km),
      DistancePricing(
        id: config, baseCharge: money("50.00"), chargePerKm: money(perKm),
        maxFreeDistance: distance("2"), effectiveFrom: CalendarDate("2025-01-01")!),
      amount: money("61.00"))
  }

  private static func offer(
    _ verdict: ConsideredOffer.Verdict, gives: String = "50.00"
  ) -> ConsideredOffer {
    ConsideredOffer(
      offerID: 1, name: "New Year", eligible: money("500.00"), gives: money(gives),
      verdict: verdict)
  }

  private static func coupon(
    _ amount: String = "80.00", expected: String? = nil, problems: [String] = []
  ) -> HonouredRedemption {
    HonouredRedemption(
      redemptionID: 3, couponCode: "PAW", amount: money(amount), expected: expected.map(money),
      problems: problems)
  }

  private static func with(
    _ change: (inout Explanation) -> Void
  ) -> Explanation {
    var changed = plain
    change(&changed)
    return changed
  }

  private func reasons(
    _ old: Explanation = plain, _ change: (inout Explanation) -> Void
  ) -> [String] {
    var new = old
    change(&new)
    return PricingComparison(
      from: old, to: new, testNames: [1: "Complete Blood Count", 2: "Lipid Panel"]
    ).reasons.map(\.text)
  }

  @Test("the same explanation has none")
  func same() {
    #expect(reasons { _ in } == [])
  }

  @Test("who is billed, and when")
  func booking() {
    #expect(reasons { $0.userID = 8 } == ["user 7 → 8"])
    #expect(
      reasons { ($0.serviceDate, $0.billingDate) = (Self.date(12), Self.date(12)) }
        == ["service date 2025-01-10 → 2025-01-12"])
    #expect(
      reasons { $0.billingDate = CalendarDate("2025-02-01")! } == [
        "billed on 2025-02-01, before on 2025-01-10"
      ])
  }

  @Test("R3: items added, removed and exchanged, by the names of their tests")
  func items() {
    let panel = Self.line(2, test: 2, price: "800.00")
    #expect(reasons { $0.lines.append(panel) } == ["item added: Lipid Panel (800.00)"])
    #expect(
      reasons(Self.with { $0.lines.append(panel) }) { $0.lines.removeLast() }
        == ["item removed: Lipid Panel (800.00)"])
    #expect(
      reasons { $0.lines[0].testID = 2 }
        == ["item changed: Complete Blood Count → Lipid Panel"])
    #expect(reasons { $0.lines[0].testID = 99 } == ["item changed: Complete Blood Count → test 99"])
  }

  @Test("R3: quantity, price, and where the price comes from")
  func prices() {
    #expect(
      reasons { $0.lines[0].quantity = 2 } == ["Complete Blood Count: quantity 1 → 2"])
    #expect(
      reasons { $0.lines[0].unitPrice = money("450.00") }
        == ["Complete Blood Count: price 500.00 → 450.00"])
    #expect(
      reasons { ($0.lines[0].unitPrice, $0.lines[0].source) = (money("450.00"), .discounted) }
        == ["Complete Blood Count: price 500.00 → 450.00, now the test's discounted price"])
    #expect(
      reasons { $0.lines[0].source = .list }
        == [
          "Complete Blood Count: the same price, now the test's list price, before the booking's own"
        ])
  }

  @Test("R4: the way, the visit itself, and the rates")
  func distances() {
    #expect(reasons { $0.distance = Self.visit("6.8") } == ["distance 4.2 → 6.8 km"])
    #expect(reasons { $0.distance = nil } == ["home visit removed: 4.2 km (61.00)"])
    #expect(
      reasons(Self.with { $0.distance = nil }) { $0.distance = Self.visit("6.8") }
        == ["home visit added: 6.8 km (61.00)"])
    #expect(
      reasons { $0.distance = Self.visit("4.2", config: 2, perKm: "6.50") }
        == ["distance pricing 50.00 + 5.00/km over 2 km → 50.00 + 6.50/km over 2 km"])
    #expect(
      reasons { $0.distance = Self.visit("4.2", config: 2) }
        == ["distance pricing config 1 → 2, at the same rates"])
  }

  @Test("R5: an offer that applies now, one that no longer does and why, one that gives more")
  func offers() {
    let applied = Self.with { $0.offers = [Self.offer(.applied)] }
    #expect(
      reasons { $0.offers = [Self.offer(.applied)] } == ["offer *New Year* now applies (50.00)"])
    #expect(
      reasons(applied) { $0.offers = [] }
        == ["offer *New Year* no longer applies: it is not in force"])
    #expect(
      reasons(applied) { $0.offers[0].verdict = .belowMinimum }
        == ["offer *New Year* no longer applies: the base amount is below its minimum"])
    #expect(
      reasons(applied) { $0.offers[0].verdict = .replacedByCoupon }
        == ["offer *New Year* no longer applies: a coupon takes its place"])
    #expect(
      reasons(applied) { $0.offers[0].gives = money("75.00") }
        == ["offer *New Year* gives 50.00 → 75.00"])
  }

  @Test("R5: coupons redeemed, taken back, and promising another amount")
  func coupons() {
    let redeemed = Self.with { $0.redemptions = [Self.coupon()] }
    #expect(
      reasons { $0.redemptions = [Self.coupon()] } == ["coupon PAW redeemed (80.00)"])
    #expect(
      reasons(redeemed) { $0.redemptions = [] } == ["coupon PAW is no longer redeemed (80.00)"])
    #expect(
      reasons(redeemed) { $0.redemptions = [Self.coupon("60.00")] }
        == ["coupon PAW promises 80.00 → 60.00"])
  }

  @Test("R5: what moves no amount is told where nothing else is, and only there")
  func lesserReasons() {
    let redeemed = Self.with { $0.redemptions = [Self.coupon()] }
    #expect(
      reasons(redeemed) { $0.redemptions = [Self.coupon(problems: ["the coupon is inactive"])] }
        == ["coupon PAW: the coupon is inactive"])
    #expect(
      reasons(redeemed) { $0.redemptions = [Self.coupon(expected: "90.00")] }
        == ["the offer of coupon PAW gives nothing usable → 90.00"])
    #expect(
      reasons { $0.offers = [Self.offer(.givesLess)] }
        == ["offer *New Year* is in force, but another gives more"])
    #expect(
      reasons {
        $0.offers = [Self.offer(.givesLess)]
        $0.userID = 8
      } == ["user 7 → 8"])
  }

  @Test("discounts.combine: the same coupon and offer, put together otherwise")
  func combination() {
    let old = Self.with {
      $0.redemptions = [Self.coupon()]
      $0.discount = Discount(
        source: .coupon, promised: money("80.00"), amount: money("80.00"))
    }
    #expect(
      reasons(old) {
        $0.discount = Discount(
          source: .couponAndOffer, promised: money("130.00"), amount: money("130.00"))
      } == ["the discount is coupon and offer together, before the coupon's"])
  }

  @Test("several at once are told in the order of the calculation")
  func several() {
    #expect(
      reasons {
        $0.userID = 8
        $0.lines[0].quantity = 3
        $0.distance = Self.visit("6.8")
        $0.offers = [Self.offer(.applied)]
      } == [
        "user 7 → 8", "Complete Blood Count: quantity 1 → 3", "distance 4.2 → 6.8 km",
        "offer *New Year* now applies (50.00)",
      ])
  }

  @Test("no difference is without a reason")
  func never() {
    #expect(reasons { $0.version = 2 } == ["the same amounts, explained anew"])
  }
}
