extension PricingComparison {
  /// A home visit that came, went, became longer, or is priced by other rates (R4).
  var distance: [ChangeReason] {
    switch (old.distance, new.distance) {
    case (nil, nil):
      return []
    case (nil, let new?):
      return [ChangeReason(.distance, "home visit added: \(new.distance) km (\(new.amount))")]
    case (let old?, nil):
      return [ChangeReason(.distance, "home visit removed: \(old.distance) km (\(old.amount))")]
    case (let old?, let new?):
      return changes(from: old, to: new)
    }
  }

  private func changes(
    from old: DistanceCharge, to new: DistanceCharge
  ) -> [ChangeReason] {
    var reasons: [ChangeReason] = []
    if old.distance != new.distance {
      reasons.append(ChangeReason(.distance, "distance \(old.distance) → \(new.distance) km"))
    }
    if Self.rates(old) != Self.rates(new) {
      reasons.append(
        ChangeReason(
          .distancePricing, "distance pricing \(Self.rates(old)) → \(Self.rates(new))"))
    } else if old.pricingID != new.pricingID {
      reasons.append(
        ChangeReason(
          .distancePricing,
          "distance pricing config \(old.pricingID) → \(new.pricingID), at the same rates"))
    }
    return reasons
  }

  private static func rates(_ distance: DistanceCharge) -> String {
    "\(distance.baseCharge) + \(distance.chargePerKm)/km over \(distance.freeDistance) km"
  }
}
