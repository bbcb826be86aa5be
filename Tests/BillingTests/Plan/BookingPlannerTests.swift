import Testing

@testable import Billing

@Suite("The plan of one booking")
struct BookingPlannerTests {
  private static let day = date("2025-03-10")

  private static func booking(
    _ price: String = "100", user: UserID? = 7, status: String = "completed",
    on date: CalendarDate? = day, test: TestID = 1
  ) -> BookingFacts {
    BookingFacts(
      id: 1, userID: user, status: status, serviceDate: date,
      lines: [
        LineFacts(itemID: 1, testID: test, quantity: 1, unitPrice: .amount(money(price)))
      ])
  }

  private static func context(
    closed: [BillingPeriod] = [], today: CalendarDate = day.addingDays(1),
    lookBackFrom: CalendarDate = .distantPast, finalizing: Finalizing = .after(days: 3)
  ) -> PlanContext {
    PlanContext(
      pricing: Pricing(rules: BillingRules(), priceBook: PriceBook()),
      calendar: BillingCalendar(closed: closed), businessDate: today,
      serviceDates: date("2025-01-01")...date("2025-12-31"), lookBackFrom: lookBackFrom,
      finalizing: finalizing)
  }

  private func plan(
    _ booking: BookingFacts = booking(), stored: StoredRecord? = nil,
    findings: [StoredFinding] = [], _ context: PlanContext = context()
  ) -> BookingPlan {
    var planner = BookingPlanner(context)
    return planner.plan(booking, stored: stored, findings: findings)
  }

  /// The record that a booking has got.
  private func record(
    of booking: BookingFacts = booking(), _ status: RecordStatus = .draft
  ) throws -> StoredRecord {
    guard case .new(let draft) = plan(booking).change else { throw MoneyOverflow() }
    return StoredRecord(
      recordID: 1, status: status, userID: draft.userID, amounts: draft.amounts,
      testIDs: draft.testIDs, billingDate: draft.billingDate, fingerprint: draft.fingerprint)
  }

  private func action(_ plan: BookingPlan) -> PlannedAction {
    PlannedBooking(plan, serviceDate: nil, reasons: []).action
  }

  @Test("a billable booking without a record gets a draft, and another status none")
  func created() {
    #expect(action(plan()) == .new)
    for status in ["cancelled", "pending", ""] {
      #expect(action(plan(Self.booking(status: status))) == .none)
    }
    #expect(action(plan(Self.booking(on: date("2024-12-31")))) == .none, "before the first day")
  }

  @Test("a draft stays where nothing changed, is written anew where something did, and goes")
  func draft() throws {
    let stored = try record()
    #expect(action(plan(stored: stored)) == .unchanged)
    #expect(action(plan(Self.booking("101"), stored: stored)) == .changed)
    #expect(action(plan(Self.booking(user: 8), stored: stored)) == .changed)
    #expect(action(plan(Self.booking(status: "cancelled"), stored: stored)) == .removed)
    #expect(action(plan(Self.booking(user: nil), stored: stored)) == .removed)
    #expect(action(plan(Self.booking(on: nil), stored: stored)) == .removed)
    #expect(action(plan(Self.booking(on: date("2026-01-01")), stored: stored)) == .removed)
  }

  @Test(
    "a record that was finalized is never changed: what comes out otherwise has drifted",
    arguments: [RecordStatus.finalized, .invoiced, .paid])
  func drift(status: RecordStatus) throws {
    let stored = try record(status)
    #expect(action(plan(stored: stored)) == .unchanged)
    for changed in [
      Self.booking("101"), Self.booking(test: 2), Self.booking(status: "cancelled"),
      Self.booking(user: nil), Self.booking(on: nil), Self.booking(on: date("2024-12-31")),
    ] {
      let plan = plan(changed, stored: stored)
      #expect(action(plan) == .drifted)
      #expect(plan.found.map(\.finding.kind).contains(.drift))
      #expect(!plan.finalizes && !plan.isHeld)
    }
    let repriced = plan(Self.booking("101", test: 2), stored: stored)
    #expect(
      repriced.found.map(\.finding.detail)
        == ["base 100.00 → 101.00, final 100.00 → 101.00, tests [1] → [2]"])
  }

  @Test("a record whose notes have settled its drift has drifted no more")
  func settled() throws {
    var stored = try record(.invoiced)
    let today = try record(of: Self.booking("150"))
    stored.adjusted = today.standing
    #expect(action(plan(Self.booking("150"), stored: stored)) == .unchanged)
    #expect(action(plan(Self.booking("100"), stored: stored)) == .drifted)
    stored.adjusted = .nothing
    #expect(action(plan(Self.booking(status: "cancelled"), stored: stored)) == .unchanged)
  }

  @Test("another customer or month of a finalized record is told, and is no drift")
  func moved() throws {
    var stored = try record(.invoiced)
    stored.billedServiceDate = Self.day
    let customer = plan(Self.booking(user: 8), stored: stored)
    #expect(customer.found.map(\.finding.kind) == [.customerChanged])
    let month = plan(Self.booking(on: date("2025-04-10")), stored: stored)
    #expect(month.found.map(\.finding.kind) == [.serviceMonthChanged])
    #expect([customer, month].map(action) == [.unchanged, .unchanged])
  }

  @Test(
    "a draft is finalized when its grace is over, at a closing when its day is, and not if held")
  func finalized() {
    #expect(!plan(Self.context(today: Self.day.addingDays(3))).finalizes)
    #expect(plan(Self.context(today: Self.day.addingDays(4))).finalizes)
    #expect(!plan(Self.context(today: Self.day, finalizing: .all)).finalizes)
    #expect(plan(Self.context(today: Self.day.addingDays(1), finalizing: .all)).finalizes)
    let held = plan(Self.booking("0"), Self.context(today: Self.day.addingDays(9)))
    #expect(held.isHeld && !held.finalizes)
    #expect(held.found.map(\.severity) == [.hold])
  }

  private func plan(_ context: PlanContext) -> BookingPlan { plan(Self.booking(), context) }
  private func plan(_ booking: BookingFacts, _ context: PlanContext) -> BookingPlan {
    plan(booking, stored: nil, findings: [], context)
  }

  @Test("a hold that was released for this very record holds it no more, and for another one still")
  func released() throws {
    let free = Self.booking("0")
    let stored = try record(of: free)
    let finding = { (fingerprint: String) in
      StoredFinding(
        findingID: 5, kind: .zeroAmount, severity: .hold, detail: "the final amount is 0.00",
        serviceDate: Self.day, billingPeriod: Self.day.period, releasedFingerprint: fingerprint)
    }
    let context = Self.context(today: Self.day.addingDays(9))
    let released = plan(free, stored: stored, findings: [finding(stored.fingerprint)], context)
    #expect(released.finalizes && !released.isHeld && released.findingChanges.isEmpty)
    let other = plan(free, stored: stored, findings: [finding("of another state")], context)
    #expect(!other.finalizes && other.isHeld)
    #expect(
      other.findingChanges == [
        .revise(5, severity: .hold, detail: "the final amount is 0.00", comesBack: true)
      ])
  }

  @Test("R7: a booking of a closed month is billed later, or where no night looks, by nobody")
  func late() throws {
    let march = Self.day.period
    let late = plan(Self.context(closed: [march]))
    #expect(late.change.draftBillingDate == date("2025-04-01"))
    #expect(late.found.map(\.finding.kind) == [.lateBooking])
    let beyond = plan(Self.context(closed: [march], lookBackFrom: Self.day.addingDays(1)))
    #expect(action(beyond) == .none)
    #expect(beyond.isQuarantined && beyond.found.map(\.finding.kind) == [.beyondLookback])
  }

  @Test("R8: findings are opened, reworded, and closed when they are gone")
  func findings() throws {
    let quarantined = Self.booking(user: nil)
    let opened = plan(quarantined)
    guard case .open(let finding) = try #require(opened.findingChanges.first) else {
      Issue.record("\(opened.findingChanges)")
      return
    }
    #expect(finding.kind == .noUser && finding.severity == .quarantine)
    #expect(finding.bookingID == 1 && finding.billingPeriod == Self.day.period)
    let known = { (detail: String, accepted: String?) in
      StoredFinding(
        findingID: 5, kind: .noUser, severity: .quarantine, detail: detail, serviceDate: Self.day,
        billingPeriod: Self.day.period, acceptedFingerprint: accepted)
    }
    let same = { (accepted: String?) in known(finding.detail, accepted) }
    #expect(plan(quarantined, findings: [same(nil)]).findingChanges == [])
    #expect(plan(quarantined, findings: [same(quarantined.fingerprint)]).findingChanges == [])
    let revised = { (comesBack: Bool) in
      [FindingChange.revise(5, severity: .quarantine, detail: finding.detail, comesBack: comesBack)]
    }
    #expect(
      plan(quarantined, findings: [known("other words", nil)]).findingChanges == revised(false))
    #expect(plan(quarantined, findings: [same("another state")]).findingChanges == revised(true))
    #expect(plan(Self.booking(), findings: [same(nil)]).findingChanges == [.close(5)])
  }

  @Test("the note of a drift is for the difference, credit or debit, and settles it")
  func notes() throws {
    let stored = try record(.invoiced)
    for (booking, kind, amount) in [
      (Self.booking("150"), AdjustmentKind.debitNote, "50.00"),
      (Self.booking("30"), .creditNote, "70.00"),
      (Self.booking(test: 2), .creditNote, "0.00"),
      (Self.booking(status: "cancelled"), .creditNote, "100.00"),
    ] {
      var adjustments = AdjustmentPlan()
      try adjustments.add(booking, plan(booking, stored: stored))
      let note = try #require(adjustments.notes.first)
      #expect(note.kind == kind && "\(note.amount)" == amount)
      #expect("\(adjustments.total(kind))" == amount)
      #expect(note.before == stored.standing)
      #expect(try Explanation(json: note.pricingAfter).final == note.after.amounts.final)
      var settled = stored
      settled.adjusted = note.after
      #expect(action(plan(booking, stored: settled)) == .unchanged)
    }
  }

  @Test("what has not drifted gets no note, what cannot be priced is told, a hold is shown first")
  func noNotes() throws {
    let stored = try record(.invoiced)
    var adjustments = AdjustmentPlan()
    try adjustments.add(Self.booking(), plan(stored: stored))
    let unpriceable = Self.booking(user: nil)
    try adjustments.add(unpriceable, plan(unpriceable, stored: stored))
    #expect(adjustments.notes.isEmpty)
    #expect(adjustments.unsettled.map(\.reason) == ["the booking has no user: nobody to bill"])
    let free = Self.booking("0")
    try adjustments.add(free, plan(free, stored: stored))
    #expect(adjustments.holds.map(\.finding.kind) == [.zeroAmount])
  }

  @Test("sums of a plan go beyond 64 bits")
  func sums() {
    var sum = PlanAmounts.Sum()
    for _ in 0..<3 { sum.add(.largest) }
    #expect(sum.description == "276701161105643274.21")
    #expect((PlanAmounts.Sum() - sum).description == "-276701161105643274.21")
    #expect(PlanAmounts.Sum(minorUnits: -5).description == "-0.05")
  }
}
