internal import LabSchema

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
