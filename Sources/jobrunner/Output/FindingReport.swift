internal import Billing
internal import LabSchema

/// One finding, for programs.
struct FindingReport: Encodable {
  var findingId: Int64
  var kind: String
  var severity: String
  var bookingId: Int32?
  var offerId: Int32?
  var serviceDate: String?
  var billingPeriod: String?
  var detail: String
  var remedy: String
  var openedOn: String
  var releasedBy: String?
  var releaseReason: String?
  var acceptedBy: String?
  var acceptReason: String?

  init(_ finding: BillingFinding) {
    findingId = finding.findingID.rawValue
    kind = finding.kind.rawValue
    severity = finding.severity.rawValue
    bookingId = finding.bookingID?.rawValue
    offerId = finding.offerID?.rawValue
    serviceDate = finding.serviceDate.map { "\($0)" }
    billingPeriod = finding.billingPeriod.map { "\($0)" }
    detail = finding.detail
    remedy = finding.kind.remedy
    openedOn = "\(finding.openedOn)"
    releasedBy = finding.releasedBy
    releaseReason = finding.releaseReason
    acceptedBy = finding.acceptedBy
    acceptReason = finding.acceptReason
  }
}

extension BillingFinding {
  /// What a person decided about it; nil where nobody has.
  var decision: String? {
    if let releasedBy { return "released by \(releasedBy)" }
    return acceptedBy.map { "accepted by \($0)" }
  }
}
