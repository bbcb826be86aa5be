internal import Billing
internal import LabSchema

/// Findings in a list: a row each, and under it once for each kind what to do.
struct FindingsReport: Report {
  let findings: [ListedFinding]
  /// Whether those that are decided or gone are among them.
  let isOfAll: Bool

  var json: [JSONObject] { findings.map(\.json) }

  var lines: [String] {
    guard !findings.isEmpty else { return [isOfAll ? "no findings" : "no open findings"] }
    return Self.grid(findings, withEnds: isOfAll).lines + [""] + remedies
  }

  static func grid(_ findings: some Sequence<ListedFinding>, withEnds: Bool = false) -> TextGrid {
    let ends = withEnds ? [("Ended", false)] : []
    var grid = TextGrid(
      [
        ("ID", true), ("Severity", false), ("Finding", false), ("Booking", true),
        ("Customer", false), ("Period", false), ("Since", false),
      ] + ends + [("Detail", false)])
    grid.rows = findings.map { listed in
      let finding = listed.finding
      return [
        "\(finding.findingID)", finding.severity.rawValue, finding.kind.rawValue,
        shown(finding.bookingID), shown(listed.customer), shown(finding.billingPeriod),
        "\(finding.openedOn)",
      ] + (withEnds ? [shown(listed.end)] : []) + [finding.detail]
    }
    return grid
  }

  /// What to do about each kind that is among the open ones.
  private var remedies: [String] {
    let open = findings.filter { $0.state == .open }
    let kinds = Set(open.map(\.finding.kind))
    var lines = FindingKind.allCases.filter(kinds.contains).map {
      "\($0.rawValue): \($0.remedy)"
    }
    if open.contains(where: { $0.decidable == .released }) {
      lines.append("a hold is released with: jobrunner findings release ID --reason TEXT")
    }
    if open.contains(where: { $0.decidable == .accepted }) {
      lines.append(
        "a quarantine or a drift is accepted as it is with: jobrunner findings accept ID --reason TEXT"
      )
    }
    return lines
  }
}

extension ListedFinding {
  /// One finding, for programs.
  var json: JSONObject {
    finding.json + ["customer": customer, "state": state?.rawValue ?? "gone"]
  }

  /// How it ended; nil while it is open.
  fileprivate var end: String? {
    let decision = finding.decision
    guard state == nil else { return state == .open ? nil : decision }
    let gone = "gone" + (finding.closedOn.map { " on \($0)" } ?? "")
    return decision.map { "\($0); \(gone)" } ?? gone
  }
}

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
      // When a run found it gone, and which; missing while it is still so.
      "closed_on": closedOn,
      "closed_run_id": closedRunID,
      "released_by": releasedBy,
      "release_reason": releaseReason,
      "accepted_by": acceptedBy,
      "accept_reason": acceptReason,
    ]
  }

  /// What a person decided about it, and why; nil where nobody has.
  var decision: String? {
    if let releasedBy { return Self.decision("released", releasedBy, releaseReason) }
    return acceptedBy.map { Self.decision("accepted", $0, acceptReason) }
  }

  private static func decision(_ verb: String, _ person: String, _ reason: String?) -> String {
    "\(verb) by \(person)" + (reason.map { ": \($0)" } ?? "")
  }
}
