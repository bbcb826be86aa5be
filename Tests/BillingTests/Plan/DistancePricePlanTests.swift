import Billing
import Testing

@Suite("Setting a distance price")
struct DistancePricePlanTests {
  private static let rates = DistanceRates(
    baseCharge: Money(minorUnits: 6000), chargePerKm: Money(minorUnits: 650),
    maxFreeDistance: Distance(thousandths: 3000))

  private func pricing(
    _ id: Int32, _ from: String, _ until: String? = nil, isActive: Bool = true
  ) throws -> DistancePricing {
    DistancePricing(
      id: DistancePricingConfigID(id), baseCharge: Money(minorUnits: 5000),
      chargePerKm: Money(minorUnits: 500), maxFreeDistance: Distance(thousandths: 2000),
      effectiveFrom: try #require(CalendarDate(from)),
      effectiveUntil: try until.map { try #require(CalendarDate($0)) }, isActive: isActive)
  }

  private func plan(
    from: String, until: String? = nil, _ pricings: [DistancePricing]
  ) throws -> [String] {
    let plan = try DistancePricePlan(
      setting: Self.rates, from: #require(CalendarDate(from)),
      until: until.map { try #require(CalendarDate($0)) }, among: pricings)
    return plan.steps.map { step in
      "\(step.kind) \(step.id.map { "\($0)" } ?? "–") \(step.from)…"
        + (step.until.map { "\($0)" } ?? "")
    }
  }

  @Test("ends the one before on the day before, and holds until another one begins")
  func ends() throws {
    #expect(
      try plan(from: "2025-02-03", [pricing(1, "2024-01-01")]) == [
        "ends 1 2024-01-01…2025-02-02", "new – 2025-02-03…",
      ])
    #expect(
      try plan(
        from: "2025-02-03",
        [pricing(2, "2025-06-01"), pricing(1, "2024-01-01", "2025-05-31")]) == [
          "ends 1 2024-01-01…2025-02-02", "new – 2025-02-03…2025-05-31", "stays 2 2025-06-01…",
        ])
  }

  @Test("before all others it ends on the day before the first begins")
  func first() throws {
    #expect(
      try plan(from: "2023-02-03", [pricing(1, "2024-01-01")]) == [
        "new – 2023-02-03…2023-12-31", "stays 1 2024-01-01…",
      ])
    #expect(try plan(from: "2023-02-03", []) == ["new – 2023-02-03…"])
  }

  @Test("replaces one that begins on the same day; inactive ones do not count")
  func replaced() throws {
    #expect(
      try plan(
        from: "2025-02-03",
        [
          pricing(1, "2024-01-01", "2025-02-02"), pricing(2, "2025-02-03"),
          pricing(3, "2025-02-04", isActive: false),
        ]) == [
          "stays 1 2024-01-01…2025-02-02", "replaced 2 2025-02-03…", "new – 2025-02-03…",
        ])
  }

  @Test("for a while: what was in force before resumes, and no day is left without a price")
  func resumes() throws {
    #expect(
      try plan(
        from: "2025-02-03", until: "2025-02-09", [pricing(1, "2024-01-01", "2025-12-31")]) == [
          "ends 1 2024-01-01…2025-02-02", "new – 2025-02-03…2025-02-09",
          "resumes – 2025-02-10…2025-12-31",
        ])
    #expect(
      try plan(from: "2025-02-03", until: "2025-02-03", [pricing(1, "2025-02-03")]) == [
        "replaced 1 2025-02-03…", "new – 2025-02-03…2025-02-03", "resumes – 2025-02-04…",
      ])
  }

  @Test("refuses to hold beyond the day on which another one begins, and to end before it begins")
  func refusals() throws {
    let pricings = [try pricing(1, "2024-01-01", "2025-05-31"), try pricing(2, "2025-06-01")]
    #expect(throws: DistancePriceError.self) {
      try plan(from: "2025-02-03", until: "2025-06-01", pricings)
    }
    #expect(throws: DistancePriceError.self) {
      try plan(from: "2025-02-03", until: "2025-02-02", pricings)
    }
    #expect(try plan(from: "2025-02-03", until: "2025-05-31", pricings).count == 3)
  }

  @Test("active prices never overlap, and every day from the first on has one, whatever is set")
  func invariant() throws {
    let day = try #require(CalendarDate("2025-01-01"))
    var generator = Numbers(seed: 13)
    for _ in 0..<300 {
      var pricings: [DistancePricing] = []
      for _ in 0..<6 {
        let from = day.addingDays(Int.random(in: 0..<40, using: &generator))
        let until =
          Bool.random(using: &generator)
          ? from.addingDays(Int.random(in: 0..<10, using: &generator)) : nil
        guard
          let plan = try? DistancePricePlan(
            setting: Self.rates, from: from, until: until, among: pricings)
        else { continue }
        let before = Set(pricings.flatMap(days(from: day)))
        pricings = plan.steps.filter { $0.kind != .replaced }.enumerated().map { place, step in
          DistancePricing(
            id: DistancePricingConfigID(Int32(place)), baseCharge: step.rates.baseCharge,
            chargePerKm: step.rates.chargePerKm, maxFreeDistance: step.rates.maxFreeDistance,
            effectiveFrom: step.from, effectiveUntil: step.until)
        }
        let after = pricings.flatMap(days(from: day))
        #expect(Set(after).count == after.count)
        #expect(before.isSubset(of: after))
      }
    }
  }

  /// The days that a price is in force on, of so many as count here.
  private func days(from first: CalendarDate) -> (DistancePricing) -> [CalendarDate] {
    { pricing in
      (0..<80).map(first.addingDays).filter {
        $0 >= pricing.effectiveFrom && $0 <= pricing.effectiveUntil ?? .distantFuture
      }
    }
  }
}

/// Numbers that are the same in every run.
private struct Numbers: RandomNumberGenerator {
  var seed: UInt64
  mutating func next() -> UInt64 {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return seed ^ (seed >> 33)
  }
}
