internal import ArgumentParser
internal import Billing
internal import LabSchema

struct Findings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what needs a person, release holds, accept what is as it is.",
    subcommands: [List.self, Release.self, Accept.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the open findings.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only those of a month, such as 2025-01.")
    var period: String?

    @Option(help: "Only those of a kind, such as zero_amount.")
    var kind: String?

    @Option(help: "Only quarantine, hold or warn.")
    var severity: String?

    @Option(help: "Only those of a booking.")
    var booking: Int32?

    func validate() throws {
      if let period, BillingPeriod(period) == nil {
        throw ValidationError("--period takes a month such as 2025-01")
      }
      if let kind, FindingKind(rawValue: kind) == nil {
        let kinds = FindingKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--kind takes one of \(kinds)")
      }
      if let severity, FindingSeverity(rawValue: severity) == nil {
        throw ValidationError("--severity takes one of quarantine, hold, warn")
      }
    }

    func run() throws {
      let session = try LabSession(options, command: "findings", readOnly: true)
      let findings = try session.connection.openFindings(
        period: period.flatMap { BillingPeriod($0) },
        kind: kind.flatMap(FindingKind.init(rawValue:)),
        severity: severity.flatMap(FindingSeverity.init(rawValue:)),
        booking: booking.map { BookingID($0) })
      try session.show(
        ListReport(rows: findings, nothing: "no open findings", object: \.json, grid: Self.grid))
    }

    private static func grid(_ findings: [BillingFinding]) -> TextGrid {
      var grid = TextGrid(
        ("ID", true), ("Severity", false), ("Decided", false), ("Finding", false),
        ("Booking", true),
        ("Period", false), ("Since", false), ("Detail", false))
      grid.rows = findings.map { (finding: BillingFinding) -> [String] in
        [
          "\(finding.findingID)", finding.severity.rawValue, shown(finding.decision),
          finding.kind.rawValue, shown(finding.bookingID), shown(finding.billingPeriod),
          "\(finding.openedOn)", finding.detail,
        ]
      }
      return grid
    }
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
