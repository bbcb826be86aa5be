/// What a booking's status alone says of it (R2).
package enum StatusClass: Equatable, Sendable {
  case billable
  case excluded
  case waiting
}

extension BillingRules {
  /// The class of a status as the app wrote it; none at all waits.
  package func statusClass(of status: String?) -> StatusClass {
    guard let status else { return .waiting }
    let normalized = normalizedStatus(status)
    if excludedStatuses.contains(normalized) { return .excluded }
    return billableStatuses.contains(normalized) ? .billable : .waiting
  }
}

/// What becomes of one booking: exactly one of these (R2).
package enum Outcome: Sendable {
  case billed(Charge)
  /// Billable, and it could not be priced; the findings say why.
  case quarantined([Finding])
  case excluded
  case waiting
  /// Billable, without a date, so in no period (R1).
  case undated(Finding)
}

/// What became of a booking, as the database shows it (R2).
package enum BookingOutcome: String, NamedEnumeration {
  /// It has a record.
  case billed
  /// Its status is one that is never billed.
  case excluded
  /// Its status is not billable yet, or the night that bills it has not come: its date is not over,
  /// or it was completed, or held by the app, since the last run looked.
  case waiting
  /// It should have a record and cannot be priced: an open finding says why.
  case quarantined
}

/// What a booking costs, and everything that amount came from (R6, R9).
package struct Charge: Sendable {
  package var serviceDate: CalendarDate
  package var lines: [PricedLine]
  package var testIDs: [TestID]
  package var amounts: Amounts
  /// The home visit; nil where there was none.
  package var distance: DistanceCharge?
  package var offers: [ConsideredOffer]
  package var redemptions: [HonouredRedemption]
  package var discount: Discount
  /// What a person should know of it; none of them quarantines.
  package var findings: [Finding]
}
