package import LabSchema

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
