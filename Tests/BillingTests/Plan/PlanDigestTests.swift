import TestLab
import Testing

@testable import Billing

/// The hash of a plan, by which a person says that it is the one that was reviewed.
@Suite("The digest of a plan")
struct PlanDigestTests {
  private static let day = CalendarDate("2025-03-10")!

  /// What would be done about a new booking of this price.
  private func plan(
    _ id: Int32, _ price: Int64, on date: CalendarDate = day, findings: [StoredFinding] = []
  ) -> BookingPlan {
    var planner = BookingPlanner(
      PlanContext(
        pricing: Pricing(rules: BillingRules(), priceBook: PriceBook()),
        calendar: BillingCalendar(), businessDate: Self.day.addingDays(1),
        serviceDates: Self.day...Self.day, finalizing: .after(days: 3)))
    let line = LineFacts(
      itemID: 1, testID: 1, quantity: 1, unitPrice: .amount(Money(minorUnits: price)))
    return planner.plan(
      BookingFacts(
        id: BookingID(id), userID: 7, status: "completed", serviceDate: date, lines: [line]),
      stored: nil, findings: findings)
  }

  private func hash(_ plans: [BookingPlan]) -> String {
    var digest = PlanDigest()
    for plan in plans { digest.add(plan) }
    return digest.hash([])
  }

  @Test("the hash does not depend on the order of the bookings")
  func order() {
    let plans = (1...200).map { plan(Int32($0), 100 * Int64($0)) }
    var generator = SeededGenerator(seed: 10)
    let expected = hash(plans)
    for _ in 1...5 { #expect(hash(plans.shuffled(using: &generator)) == expected) }
    #expect(expected.utf8.count == 64)
  }

  @Test("the hash tells one booking more, one paisa more, and a finding more apart")
  func sensitivity() {
    let plain = [plan(1, 100), plan(2, 200)]
    let others = [
      [plan(1, 100)], [plan(1, 100), plan(2, 201)], [plan(1, 200), plan(2, 100)],
      [plan(1, 100), plan(2, 0)], plain + [plan(3, 300)], [],
    ]
    let hashes = [hash(plain)] + others.map(hash)
    #expect(Set(hashes).count == hashes.count)
  }

  @Test("a booking of which nothing is written and nothing is told is no part of the hash")
  func nothing() {
    #expect(hash([plan(1, 100), plan(2, 200, on: Self.day.addingDays(9))]) == hash([plan(1, 100)]))
  }
}

/// What counts as the booking itself, when somebody accepted it as it is.
@Suite("The state of a booking")
struct BookingFingerprintTests {
  private func booking(
    price: Int64 = 100, quantity: Int32 = 1, list: Int64 = 100, status: String = "completed",
    km: Int64 = 4000
  ) -> BookingFacts {
    BookingFacts(
      id: 1, userID: 7, status: status, serviceDate: CalendarDate("2025-03-10"),
      distance: .distance(Distance(thousandths: km)),
      lines: [
        LineFacts(
          itemID: 1, testID: 1, quantity: quantity,
          unitPrice: .amount(Money(minorUnits: price)),
          listPrice: .amount(Money(minorUnits: list)))
      ])
  }

  @Test("prices, quantities, the way and the status are part of it")
  func changes() {
    let states = [
      booking(), booking(price: 101), booking(quantity: 2), booking(status: "cancelled"),
      booking(km: 4001),
    ].map(\.fingerprint)
    #expect(Set(states).count == states.count)
  }

  @Test("what the lab charges today, and how a status is written, are not")
  func constants() {
    #expect(booking(list: 900).fingerprint == booking().fingerprint)
    #expect(booking(status: " Completed ").fingerprint == booking().fingerprint)
  }
}
