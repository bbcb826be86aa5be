internal import Billing
internal import LabSchema

extension BillingFinding {
  /// One finding, for programs.
  var json: JSONObject {
    [
      "finding_id": findingID,
      "kind": kind.rawValue,
      "severity": severity.rawValue,
      "booking_id": bookingID,
      "offer_id": offerID,
      "service_date": serviceDate,
      "billing_period": billingPeriod,
      "detail": detail,
      "remedy": kind.remedy,
      "opened_on": openedOn,
      "released_by": releasedBy,
      "release_reason": releaseReason,
      "accepted_by": acceptedBy,
      "accept_reason": acceptReason,
    ]
  }

  /// What a person decided about it; nil where nobody has.
  var decision: String? {
    if let releasedBy { return "released by \(releasedBy)" }
    return acceptedBy.map { "accepted by \($0)" }
  }
}
