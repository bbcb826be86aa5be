extension PricingComparison {
  /// A home visit that came, went, became longer, or is priced by other rates (R4).
  var distance: [ChangeReason] {
    switch (old.distance, new.distance) {
    case (nil, nil):
      return []
    case (nil, let new?):
      return [ChangeReason(.distance, "home visit added: \(new.km) km (\(new.charge))")]
    case (let old?, nil):
      return [ChangeReason(.distance, "home visit removed: \(old.km) km (\(old.charge))")]
    case (let old?, let new?):
      return changes(from: old, to: new)
    }
  }

  private func changes(
    from old: PricingExplanation.Distance, to new: PricingExplanation.Distance
  ) -> [ChangeReason] {
    var reasons: [ChangeReason] = []
    if old.km != new.km {
      reasons.append(ChangeReason(.distance, "distance \(old.km) → \(new.km) km"))
    }
    if Self.rates(old) != Self.rates(new) {
      reasons.append(
        ChangeReason(
          .distancePricing, "distance pricing \(Self.rates(old)) → \(Self.rates(new))"))
    } else if old.config != new.config {
      reasons.append(
        ChangeReason(
          .distancePricing,
          "distance pricing config \(old.config) → \(new.config), at the same rates"))
    }
    return reasons
  }

  private static func rates(_ distance: PricingExplanation.Distance) -> String {
    "\(distance.base_charge) + \(distance.per_km)/km over \(distance.free_km) km"
  }
}
