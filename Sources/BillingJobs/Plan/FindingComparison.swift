internal import LabSchema

/// Compares the findings of one booking with the ones that are open: a new one is opened, one that
/// is gone is closed by itself, one whose words changed is revised (R8).
struct FindingComparison {
  let bookingID: BookingID
  let serviceDate: CalendarDate?
  let billingPeriod: BillingPeriod
  /// The record's fingerprint once the plan is carried out.
  let fingerprint: String?

  func changes(
    found: [(Finding, FindingSeverity)], stored: [StoredFinding]
  ) -> [FindingChange] {
    var changes: [FindingChange] = []
    for (finding, severity) in found {
      guard let known = stored.first(where: { $0.kind == finding.kind }) else {
        changes.append(
          .open(
            OpenedFinding(
              kind: finding.kind, severity: severity, bookingID: bookingID,
              serviceDate: serviceDate, billingPeriod: billingPeriod, detail: finding.detail)))
        continue
      }
      // A release stands for the record as it was: once that changes, the hold is back.
      let endsRelease =
        known.releasedFingerprint != nil && known.releasedFingerprint != fingerprint
      if known.detail != finding.detail || known.severity != severity || endsRelease {
        changes.append(
          .revise(
            known.findingID, severity: severity, detail: finding.detail, endsRelease: endsRelease))
      }
    }
    for known in stored where !found.contains(where: { $0.0.kind == known.kind }) {
      changes.append(.close(known.findingID))
    }
    return changes
  }
}
