package import LabSchema

/// Something about a booking or an offer that a person should know (R8).
package struct Finding: Equatable, Sendable {
  package var kind: FindingKind
  /// What exactly was found, for a person who has not read the rules.
  package var detail: String

  package init(_ kind: FindingKind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}

/// What each kind of finding does: the defaults of R8 with the lab's own choices over them.
package struct FindingSeverities: Equatable, Sendable {
  /// nil turns the finding off.
  private var chosen: [FindingKind: FindingSeverity?] = [:]

  package init() {}

  /// - Parameter choices: severities by kind, nil for off; a kind that quarantines is not changed.
  package init(_ choices: [FindingKind: FindingSeverity?]) {
    chosen = choices.filter { !$0.key.quarantines }
  }

  /// What a finding of the kind does; nil where it is turned off.
  package subscript(kind: FindingKind) -> FindingSeverity? {
    if let choice = chosen[kind] { return choice }
    if kind.quarantines { return .quarantine }
    switch kind {
    case .redemptionInvalid, .distanceOutlier, .zeroAmount: return .hold
    default: return .warn
    }
  }
}

extension FindingKind {
  /// Whether a booking with such a finding cannot be billed; its severity cannot be changed.
  package var quarantines: Bool {
    switch self {
    case .noUser, .noItems, .badQuantity, .badPrice, .amountOutOfRange, .badDistance,
      .noDistancePricing, .badRedemption, .beyondLookback:
      true
    case .noDate, .priceFallback, .distanceOutlier, .badOffer, .redemptionInvalid,
      .redemptionMismatch, .discountCapped, .zeroAmount, .lateBooking, .drift,
      .customerChanged, .serviceMonthChanged, .rowLocked:
      false
    }
  }
}
