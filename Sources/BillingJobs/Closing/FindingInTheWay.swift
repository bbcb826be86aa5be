package import Billing
internal import LabSchema

/// A finding that stands in the way of closing a month: a hold nobody released, or a quarantined
/// booking or a drift nobody settled or accepted.
package struct FindingInTheWay: Sendable {
  /// nil where no run has written it down yet.
  package let findingID: FindingID?
  package let kind: FindingKind
  package var severity: FindingSeverity
  package let bookingID: BookingID?
  package let billingPeriod: BillingPeriod?
  package var detail: String
  /// What an admin decided about it.
  private(set) var isReleased: Bool
  private(set) var isAccepted: Bool

  init(_ finding: BillingFinding) {
    findingID = finding.findingID
    kind = finding.kind
    severity = finding.severity
    bookingID = finding.bookingID
    billingPeriod = finding.billingPeriod
    detail = finding.detail
    isReleased = finding.releasedAt != nil
    isAccepted = finding.acceptedAt != nil
  }

  /// A finding that a run would open.
  init(_ finding: OpenedFinding) {
    findingID = nil
    kind = finding.kind
    severity = finding.severity
    bookingID = finding.bookingID
    billingPeriod = finding.billingPeriod
    detail = finding.detail
    (isReleased, isAccepted) = (false, false)
  }

  /// The booking is not any more what the decision was about.
  mutating func takeBackDecision() {
    (isReleased, isAccepted) = (false, false)
  }

  /// The finding beside the record that its booking would have.
  func foreseen(ofDraft isOfDraft: Bool) -> ForeseenFinding {
    ForeseenFinding(
      kind: kind, severity: severity, bookingID: bookingID, findingID: findingID,
      isAccepted: isAccepted, isReleased: isReleased, isOfDraft: isOfDraft)
  }

  /// What to do about it.
  var remedy: String {
    let id = findingID.map { "\($0)" } ?? "FINDING"
    switch (kind, severity) {
    case (.drift, _):
      return "jobrunner adjust \(billingPeriod.map(\.description) ?? ""), or jobrunner findings "
        + "accept \(id) --reason TEXT"
    case _ where kind.asksForAcceptance(at: severity):
      return "\(kind.remedy) Or jobrunner findings accept \(id) --reason TEXT"
    default: return "\(kind.remedy) Or jobrunner findings release \(id) --reason TEXT"
    }
  }
}
