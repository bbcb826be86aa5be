/// What a home visit costs, and what that came from (R4).
package struct DistanceCharge: Codable, Equatable, Sendable {
  package var distance: Distance
  /// The pricing, and its rates as they were.
  package var pricingID: DistancePricingConfigID
  package var baseCharge: Money
  package var freeDistance: Distance
  package var chargePerKm: Money
  package var amount: Money

  package enum CodingKeys: String, CodingKey {
    case distance = "km"
    case pricingID = "config"
    case baseCharge = "base_charge"
    case freeDistance = "free_km"
    case chargePerKm = "per_km"
    case amount = "charge"
  }

  init(distance: Distance, _ pricing: DistancePricing, amount: Money) {
    self.distance = distance
    pricingID = pricing.id
    baseCharge = pricing.baseCharge
    freeDistance = pricing.maxFreeDistance
    chargePerKm = pricing.chargePerKm
    self.amount = amount
  }
}

extension PriceBook {
  /// The distance pricing in force on a date: active, the date within its own dates, the latest
  /// start winning, then the highest id (R4).
  package func distancePricing(on date: CalendarDate) -> DistancePricing? {
    distancePricings
      .filter { pricing in
        pricing.isActive && pricing.effectiveFrom <= date
          && date <= pricing.effectiveUntil ?? .distantFuture
      }
      .max { ($0.effectiveFrom, $0.id) < ($1.effectiveFrom, $1.id) }
  }
}

/// R4 for one booking.
enum DistanceAssessment {
  /// No home visit.
  case noVisit
  case charged(DistanceCharge)
  case quarantined([Finding])

  init(_ reading: DistanceReading, on date: CalendarDate, priceBook: PriceBook) {
    if reading == .none {
      self = .noVisit
      return
    }
    var findings: [Finding] = []
    if reading == .negative {
      findings.append(Finding(.badDistance, "the distance is negative"))
    } else if reading == .notFinite {
      findings.append(Finding(.badDistance, "the distance is not a finite number"))
    }
    let pricing = priceBook.distancePricing(on: date)
    if pricing == nil {
      findings.append(
        Finding(.noDistancePricing, "a home visit, and no distance pricing in force on \(date)"))
    }
    guard let pricing, findings.isEmpty else {
      self = .quarantined(findings)
      return
    }
    guard case .distance(let distance) = reading,
      let amount = try? Self.charge(for: distance, pricing), amount.isStorable
    else {
      self = .quarantined([
        Finding(.amountOutOfRange, "the distance charge is over \(Money.largestStored)")
      ])
      return
    }
    self = .charged(DistanceCharge(distance: distance, pricing, amount: amount))
  }

  /// `base_charge + (km − max_free_distance_km) × charge_per_km`, rounded; nothing up to the free
  /// distance, that distance included.
  static func charge(
    for distance: Distance, _ pricing: DistancePricing
  ) throws(MoneyOverflow) -> Money {
    guard distance > pricing.maxFreeDistance else { return .zero }
    let beyond = distance.thousandths - pricing.maxFreeDistance.thousandths
    let perDistance = try pricing.chargePerKm.scaled(
      by: beyond, over: 1000, rounding: .halfAwayFromZero)
    return try pricing.baseCharge + perDistance
  }
}
