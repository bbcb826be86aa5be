/// What a home visit costs by distance (R4), whenever that is so.
package struct DistanceRates: Equatable, Sendable {
  package var baseCharge: Money
  /// For each kilometre beyond the free ones.
  package var chargePerKm: Money
  /// Up to here a visit is free.
  package var maxFreeDistance: Distance

  package init(baseCharge: Money, chargePerKm: Money, maxFreeDistance: Distance) {
    self.baseCharge = baseCharge
    self.chargePerKm = chargePerKm
    self.maxFreeDistance = maxFreeDistance
  }

  init(_ pricing: DistancePricing) {
    self.init(
      baseCharge: pricing.baseCharge, chargePerKm: pricing.chargePerKm,
      maxFreeDistance: pricing.maxFreeDistance)
  }
}

/// What becomes of the distance prices where somebody sets one from a date on: active ones never
/// overlap, and no day that had a price is left without one. Pure.
package struct DistancePricePlan: Equatable, Sendable {
  /// The active prices as they will stand, and those that are replaced, by date.
  package let steps: [Step]

  /// One price, as it will stand.
  package struct Step: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case stays
      /// It ends on the day before the new one begins.
      case ends
      /// It begins on the same day, and is made inactive.
      case replaced
      case new
      /// What was in force before the new one, again after its end.
      case resumes
    }

    package let kind: Kind
    /// Nil of one that is to be made.
    package let id: DistancePricingConfigID?
    package let rates: DistanceRates
    package let from: CalendarDate
    /// The last day; nil is open.
    package let until: CalendarDate?
  }

  /// - Parameters:
  ///   - until: the last day; nil where the price holds until another one begins.
  ///   - pricings: all that there are.
  /// - Throws: ``DistancePriceError``.
  package init(
    setting rates: DistanceRates, from: CalendarDate, until: CalendarDate?,
    among pricings: [DistancePricing]
  ) throws(DistancePriceError) {
    if let until, until < from { throw .endsBeforeItBegins(from: from, until: until) }
    let active = pricings.filter(\.isActive)
    let next = active.filter { $0.effectiveFrom > from }
      .min { ($0.effectiveFrom, $0.id) < ($1.effectiveFrom, $1.id) }
    if let until, let next, next.effectiveFrom <= until {
      throw .anotherBegins(next.id, on: next.effectiveFrom, until: until)
    }
    var steps = [
      Step(
        kind: .new, id: nil, rates: rates, from: from,
        until: until ?? next.map { $0.effectiveFrom.addingDays(-1) })
    ]
    for pricing in active {
      let last = pricing.effectiveUntil == .distantFuture ? nil : pricing.effectiveUntil
      func step(_ kind: Step.Kind, until: CalendarDate?) -> Step {
        Step(
          kind: kind, id: pricing.id, rates: DistanceRates(pricing), from: pricing.effectiveFrom,
          until: until)
      }
      guard pricing.effectiveFrom <= from, last ?? .distantFuture >= from else {
        steps.append(step(.stays, until: last))
        continue
      }
      steps.append(
        pricing.effectiveFrom == from
          ? step(.replaced, until: last) : step(.ends, until: from.addingDays(-1)))
      if let until, last ?? .distantFuture > until {
        steps.append(
          Step(
            kind: .resumes, id: nil, rates: DistanceRates(pricing), from: until.addingDays(1),
            until: last))
      }
    }
    self.steps = steps.sorted { ($0.from, $0.isNew ? 1 : 0) < ($1.from, $1.isNew ? 1 : 0) }
  }
}

extension DistancePricePlan.Step {
  /// Whether a row is made for it.
  package var isNew: Bool { kind == .new || kind == .resumes }
}

/// Why a distance price cannot be set.
package enum DistancePriceError: ReportedError, Equatable, Sendable {
  case endsBeforeItBegins(from: CalendarDate, until: CalendarDate)
  case anotherBegins(DistancePricingConfigID, on: CalendarDate, until: CalendarDate)

  package var exitStatus: ExitStatus { .badInput }

  package var message: String {
    switch self {
    case .endsBeforeItBegins(let from, let until):
      "a price from \(from) cannot end before that, on \(until)"
    case .anotherBegins(let id, let date, let until):
      "distance price \(id) begins on \(date), and the new one would hold until \(until)"
    }
  }

  package var remedy: String {
    switch self {
    case .endsBeforeItBegins: "give a date with --until that is not before --from"
    case .anotherBegins(let id, let date, _):
      "leave out --until, and it ends on \(date.addingDays(-1)); or make that one inactive first: "
        + "jobrunner data distance_pricing_configs update \(id) is_active=false"
    }
  }
}
