/// Compares the findings of one booking with the ones that are open: a new one is opened, one that
/// is gone is closed by itself, one whose words changed is revised (R8).
struct FindingComparison {
  let booking: BookingFacts
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
              kind: finding.kind, severity: severity, bookingID: booking.id,
              serviceDate: booking.serviceDate, billingPeriod: billingPeriod, detail: finding.detail
            )))
        continue
      }
      let isReworded = known.detail != finding.detail
      let comesBack = comesBack(known, isReworded: isReworded)
      if isReworded || known.severity != severity || comesBack {
        changes.append(
          .revise(
            known.findingID, severity: severity, detail: finding.detail, comesBack: comesBack))
      }
    }
    for known in stored where !found.contains(where: { $0.0.kind == known.kind }) {
      changes.append(.close(known.findingID))
    }
    return changes
  }

  /// Whether what a person decided was about another state: a release stands for the record as it
  /// was, an acceptance for the booking as it was.
  private func comesBack(_ known: StoredFinding, isReworded: Bool) -> Bool {
    if let released = known.releasedFingerprint, released != fingerprint { return true }
    guard let accepted = known.acceptedFingerprint else { return false }
    return isReworded || accepted != booking.fingerprint
  }
}

extension OfferBook {
  /// What a run does to the `bad_offer` findings: one for each unusable offer, closed when the offer
  /// is put right or deleted (R5).
  package func findingChanges(
    stored: [OfferID: StoredFinding], severity: FindingSeverity?, billingPeriod: BillingPeriod
  ) -> [FindingChange] {
    var changes: [FindingChange] = []
    var seen: Set<OfferID> = []
    for (offer, finding) in defects {
      guard let severity else { continue }
      seen.insert(offer)
      if let known = stored[offer] {
        guard known.detail != finding.detail || known.severity != severity else { continue }
        changes.append(
          .revise(known.findingID, severity: severity, detail: finding.detail, comesBack: false))
      } else {
        changes.append(
          .open(
            OpenedFinding(
              kind: finding.kind, severity: severity, offerID: offer,
              billingPeriod: billingPeriod, detail: finding.detail)))
      }
    }
    for (offer, known) in stored.sorted(by: { $0.key < $1.key }) where !seen.contains(offer) {
      changes.append(.close(known.findingID))
    }
    return changes
  }
}
