internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

struct Findings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what needs a person, and release holds.",
    subcommands: [List.self, Release.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the open findings.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only those of a month, such as 2025-01.")
    var period: String?

    @Option(help: "Only those of a kind, such as zero_amount.")
    var kind: String?

    @Option(help: "Only quarantine, hold or warn.")
    var severity: String?

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
        severity: severity.flatMap(FindingSeverity.init(rawValue:)))
      if options.json {
        try printJSON(findings.map(FindingReport.init), to: session.console)
        return
      }
      guard !findings.isEmpty else {
        session.console.result("no open findings")
        return
      }
      var grid = TextGrid(
        ("ID", true), ("Severity", false), ("Finding", false), ("Booking", true),
        ("Period", false), ("Since", false), ("Detail", false))
      grid.rows = findings.map { finding in
        [
          "\(finding.findingID)",
          finding.releasedAt == nil ? finding.severity.rawValue : "released",
          finding.kind.rawValue, finding.bookingID.map { "\($0)" } ?? "–",
          finding.billingPeriod.map { "\($0)" } ?? "–", "\(finding.openedOn)", finding.detail,
        ]
      }
      for line in grid.lines { session.console.result(line) }
    }
  }

  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Release a hold, so that the next night finalizes its record.",
      discussion: "The release stands for the record as it is: when it changes, it is held again.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Argument(help: "The finding's ID, as listed.")
    var id: Int64

    @Option(help: "Why it may be billed as it is.")
    var reason: String

    func validate() throws {
      if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason takes a text") }
    }

    func run() throws {
      let session = try LabSession(options, command: "findings release", as: person)
      let person = try session.person(needing: [.admin])
      let id = FindingID(id)
      guard let finding = try session.connection.finding(id) else {
        throw RequestError(
          exitCode: 65, message: "there is no finding \(id)",
          remedy: "list them with: jobrunner findings list")
      }
      try ExclusiveRun(session.connection, origin: session.origin(of: person)).performAlone(
        job: "release", businessDate: try session.businessDate(), report: session.reportProgress
      ) { _ in
        guard try session.connection.release(id, by: person.description, reason: reason) else {
          throw RequestError(
            exitCode: 65,
            message:
              "finding \(id) (\(finding.kind), \(finding.severity)) is no open hold of a draft",
            remedy: "list the holds with: jobrunner findings list --severity hold")
        }
      }
      session.console.result(
        "released \(finding.kind) of booking \(finding.bookingID.map(\.description) ?? "")")
    }
  }
}

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
  }
}
