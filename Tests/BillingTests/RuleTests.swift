import Billing
import Testing

/// The rules of docs/billing-rules.md as values, one test a statement.
@Suite("The billing rules")
struct RuleTests {
  private static let day = CalendarDate("2025-03-10")!

  private static func line(
    _ price: String?, test: TestID = 1, quantity: Int32? = 1, discounted: String? = nil,
    list: String? = nil
  ) -> LineFacts {
    let reading: (String?) -> AmountReading = { $0.map { AmountReading($0.utf8.span) } ?? .absent }
    return LineFacts(
      itemID: 1, testID: test, quantity: quantity, unitPrice: reading(price),
      discountedPrice: reading(discounted), listPrice: reading(list))
  }

  private static func booking(
    _ lines: LineFacts..., user: UserID? = 7, status: String? = "completed",
    date: CalendarDate? = day, distance: String? = nil, redemptions: [RedemptionFacts] = []
  ) -> BookingFacts {
    BookingFacts(
      id: 1, userID: user, status: status, serviceDate: date,
      distance: distance.map { DistanceReading($0.utf8.span) } ?? .none,
      lines: ArraySlice(lines), redemptions: ArraySlice(redemptions))
  }

  private static func redemption(_ amount: String, offer: OfferID? = nil) -> RedemptionFacts {
    RedemptionFacts(
      id: 1, couponCode: "PAW", offerID: offer, userID: 7, amount: .amount(money(amount)),
      redeemedOn: day)
  }

  private static func offer(
    _ type: String, _ value: String, id: OfferID = 1, minimum: String? = nil,
    tests: String? = nil, hasCoupons: Bool = false
  ) -> OfferFacts {
    OfferFacts(
      id: id, name: "offer \(id)", discountType: type, discountValue: .amount(money(value)),
      startDate: day, endDate: day, applicableTests: tests,
      minimumOrderValue: minimum.map { .amount(money($0)) } ?? .absent, hasCoupons: hasCoupons)
  }

  private static let visits = PriceBook(distancePricings: [
    DistancePricing(
      id: 1, baseCharge: money("50"), chargePerKm: money("5.55"),
      maxFreeDistance: Distance(thousandths: 2000), effectiveFrom: day)
  ])

  private func charge(
    _ booking: BookingFacts, _ book: PriceBook = PriceBook(), _ rules: BillingRules = BillingRules()
  ) throws -> Charge {
    let outcome = Pricing(rules: rules, priceBook: book).outcome(of: booking)
    guard case .billed(let charge) = outcome else {
      Issue.record("\(outcome)")
      throw MoneyOverflow()
    }
    return charge
  }

  private func quarantine(
    _ booking: BookingFacts, _ book: PriceBook = PriceBook()
  ) -> [FindingKind] {
    let outcome = Pricing(rules: BillingRules(), priceBook: book).outcome(of: booking)
    guard case .quarantined(let findings) = outcome else { return [] }
    return findings.map(\.kind)
  }

  @Test("R1: a billable booking without a date is in no period, and is told")
  func noDate() {
    let outcome = Pricing(rules: BillingRules(), priceBook: PriceBook())
      .outcome(of: Self.booking(Self.line("100"), date: nil))
    guard case .undated(let finding) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(finding.kind == .noDate)
  }

  @Test(
    "R2: statuses compare trimmed and case-insensitively",
    arguments: [
      (" Completed ", StatusClass.billable), ("CANCELLED\t", .excluded), ("pending", .waiting),
      ("", .waiting), (nil, .waiting),
    ] as [(String?, StatusClass)])
  func status(text: String?, expected: StatusClass) {
    #expect(BillingRules().statusClass(of: text) == expected)
  }

  @Test("R3: the base is the sum of quantity × unit price; each test is named once")
  func base() throws {
    let charge = try charge(
      Self.booking(Self.line("100.10", test: 3, quantity: 2), Self.line("5", test: 3)))
    #expect(charge.amounts.base == money("205.20"))
    #expect(charge.testIDs == [3])
  }

  @Test("R3: without a unit price the discounted price stands in, else the list price")
  func fallback() throws {
    let charge = try charge(
      Self.booking(
        Self.line(nil, discounted: "80", list: "100"), Self.line(nil, test: 2, list: "30")))
    #expect(charge.amounts.base == money("110"))
    #expect(charge.findings.map(\.kind) == [.priceFallback])
  }

  @Test("R3: what cannot be priced is quarantined, each cause told")
  func lineQuarantine() {
    #expect(quarantine(Self.booking(user: nil)) == [.noUser, .noItems])
    #expect(
      quarantine(Self.booking(Self.line("1", quantity: 0), Self.line("-1")))
        == [.badQuantity, .badPrice])
    #expect(quarantine(Self.booking(Self.line("1.005"))) == [.badPrice])
    #expect(
      quarantine(Self.booking(Self.line("9999999999.99", quantity: 2))) == [.amountOutOfRange])
  }

  @Test(
    "R4: exactly at the free distance there is no charge; beyond it base and rate, rounded",
    arguments: [
      ("2", "0.00"), ("2.0004", "0.00"), ("2.0005", "50.01"), ("3", "55.55"), ("1e0", "0.00"),
    ])
  func distance(km: String, amount: String) throws {
    let charge = try charge(Self.booking(Self.line("100"), distance: km), Self.visits)
    #expect(charge.amounts.distance.description == amount)
  }

  @Test("R4: a negative distance is bad before it is rounded; one without a pricing in force too")
  func distanceQuarantine() {
    let visit = { (km: String) in Self.booking(Self.line("100"), distance: km) }
    #expect(quarantine(visit("-0.0001"), Self.visits) == [.badDistance])
    #expect(quarantine(visit("NaN"), Self.visits) == [.badDistance])
    #expect(quarantine(visit("1")) == [.noDistancePricing])
    #expect(quarantine(visit("1e300"), Self.visits) == [.amountOutOfRange])
  }

  @Test("R5: the offer that gives the most wins, ties to the lowest id")
  func bestOffer() throws {
    let book = PriceBook(offers: [
      Self.offer("fixed_amount", "10", id: 2), Self.offer("percentage", "10", id: 1),
      Self.offer("fixed_amount", "99", id: 3, minimum: "100.01"),
    ])
    let charge = try charge(Self.booking(Self.line("100")), book)
    #expect(charge.discount.amount == money("10"))
    #expect(charge.offers.map(\.verdict) == [.applied, .givesLess, .belowMinimum])
  }

  @Test("R5: an offer applies to the lines of its tests, half a paisa away from zero")
  func eligible() throws {
    let book = PriceBook(offers: [Self.offer("percentage", "50", tests: "[\"2\"]")])
    let charge = try charge(
      Self.booking(Self.line("100", test: 1), Self.line("0.01", test: 2)), book)
    #expect(charge.discount.amount == money("0.01"))
  }

  @Test(
    "R5: coupon and offer together",
    arguments: [
      (DiscountCombination.couponOrOffer, "5.00"), (.best, "10.00"), (.both, "15.00"),
    ])
  func combine(mode: DiscountCombination, amount: String) throws {
    let book = PriceBook(offers: [Self.offer("fixed_amount", "10")])
    let charge = try charge(
      Self.booking(Self.line("100"), redemptions: [Self.redemption("5")]), book,
      BillingRules(combine: mode))
    #expect(charge.discount.amount.description == amount)
  }

  @Test("R5: a coupon is honoured as promised, a mismatch with its offer told, the cut told")
  func coupon() throws {
    let book = PriceBook(offers: [Self.offer("fixed_amount", "10", hasCoupons: true)])
    let charge = try charge(
      Self.booking(Self.line("100"), redemptions: [Self.redemption("150", offer: 1)]), book)
    #expect(charge.discount.amount == money("100"))
    #expect(
      charge.findings.map(\.kind) == [.redemptionMismatch, .discountCapped, .zeroAmount])
  }

  @Test("R5: an offer whose own data is unusable never applies, and is told once")
  func badOffer() throws {
    let offers = [
      Self.offer("percentage", "100.01"), Self.offer("cashback", "1", id: 2),
      Self.offer("fixed_amount", "1", id: 3, tests: "[1.5]"),
    ]
    #expect(OfferBook(offers).defects.map(\.offer) == [1, 2, 3])
    let charge = try charge(Self.booking(Self.line("100")), PriceBook(offers: offers))
    #expect(charge.discount.amount == .zero)
  }

  @Test("R6: final = base − discount + distance charge, the charge never discounted")
  func final() throws {
    var book = Self.visits
    book.offers = [Self.offer("percentage", "100")]
    let charge = try charge(Self.booking(Self.line("100"), distance: "3"), book)
    #expect(charge.amounts.final == money("55.55"))
  }

  @Test("R7: a booking of a closed period is billed on the first day of the next open one")
  func late() throws {
    let closed = ["2025-01", "2025-02"].compactMap { BillingPeriod($0) }
    let calendar = BillingCalendar(closed: closed)
    let service = try #require(CalendarDate("2025-01-20"))
    let billing = calendar.billingDate(for: service)
    #expect(billing == CalendarDate("2025-03-01"))
    #expect(
      calendar.lateFinding(serviceDate: service, billingDate: billing)?.kind == .lateBooking)
    #expect(calendar.billingDate(for: Self.day) == Self.day)
  }

  @Test("R8: the lab chooses what a finding does, but not what quarantines")
  func severity() {
    let chosen = FindingSeverities([.zeroAmount: .warn, .drift: nil, .badPrice: .warn])
    #expect(chosen[.zeroAmount] == .warn)
    #expect(chosen[.drift] == nil)
    #expect(chosen[.badPrice] == .quarantine)
    #expect(FindingSeverities()[.redemptionInvalid] == .hold)
    #expect(FindingSeverities()[.priceFallback] == .warn)
  }

  @Test("R9: the same charge has the same fingerprint, another input another")
  func fingerprint() throws {
    var buffer: [UInt8] = []
    let fingerprints = try ["100", "100", "100.01"].map { price in
      try charge(Self.booking(Self.line(price)))
        .draft(booking: 1, user: 7, billingDate: Self.day, buffer: &buffer).fingerprint
    }
    #expect(fingerprints[0] == fingerprints[1])
    #expect(fingerprints[0] != fingerprints[2])
  }
}
