internal import Billing

/// A metric of the textfile, by its name: what it is, in its base unit, as Prometheus would have it.
/// docs/monitoring.md has a line for each.
enum Metric: String, CaseIterable {
  case lastRunEnd = "jobrunner_last_run_timestamp_seconds"
  case lastRunExitCode = "jobrunner_last_run_exit_code"
  case lastRunDuration = "jobrunner_last_run_duration_seconds"
  case stepDuration = "jobrunner_last_run_step_duration_seconds"
  case lastSuccess = "jobrunner_last_success_timestamp_seconds"
  case runsFailedSince = "jobrunner_runs_failed_since_success"
  case bookings = "jobrunner_bookings"
  case records = "jobrunner_records"
  case amount = "jobrunner_amount"
  case recordsHeld = "jobrunner_records_held"
  case recordsFinalized = "jobrunner_records_finalized"
  case recordsNumbered = "jobrunner_records_numbered"
  case recordsUnnumbered = "jobrunner_records_unnumbered"
  case findings = "jobrunner_findings"
  case findingsForPerson = "jobrunner_findings_needing_person"
  case oldestHold = "jobrunner_oldest_hold_timestamp_seconds"
  case numbersIssued = "jobrunner_numbers_issued"
  case numbersLeft = "jobrunner_numbers_left"
  case schemaVersion = "jobrunner_schema_version"
  case build = "jobrunner_build_info"

  /// What it is, in a sentence: what `# HELP` says.
  var help: String {
    switch self {
    case .lastRunEnd: "When the last night ended, well or not."
    case .lastRunExitCode:
      "What the last night ended with: 0 done, 1 done and something needs a person, else it failed."
    case .lastRunDuration: "How long the last night took."
    case .stepDuration: "How long each step of the last night took."
    case .lastSuccess: "When a night last ended well, also one that found something for a person."
    case .runsFailedSince: "Runs that failed or died since a night last ended well."
    case .bookings: "Bookings of the months that the last night billed, by what became of them."
    case .records: "Records that the last night looked at, by what became of them."
    case .amount: "What those records come to, in the currency that the label names."
    case .recordsHeld: "Records that a hold kept drafts in the last night."
    case .recordsFinalized: "Records that the last night finalized."
    case .recordsNumbered: "Records that the last night gave a number."
    case .recordsUnnumbered: "Finalized records that wait for a number."
    case .findings: "Open findings, by kind."
    case .findingsForPerson: "Open findings that wait for a person."
    case .oldestHold: "When the oldest hold that waits for a person was found; missing without one."
    case .numbersIssued: "Numbers given or passed over, of the series in use of each kind."
    case .numbersLeft: "Numbers that can still be given, of the series in use of each kind."
    case .schemaVersion: "The last migration that was applied to the lab's schema."
    case .build: "The version of jobrunner that ran the last night; always 1."
    }
  }

  /// What has to be known for it.
  enum Source {
    /// That a night ended.
    case ending
    /// What its run did.
    case run
    /// What the lab's database says at its end.
    case lab
  }

  var source: Source {
    switch self {
    case .lastRunEnd, .lastRunExitCode, .lastRunDuration, .stepDuration, .build: .ending
    case .records, .amount, .recordsHeld, .recordsFinalized, .recordsNumbered: .run
    case .lastSuccess, .runsFailedSince, .bookings, .recordsUnnumbered, .findings,
      .findingsForPerson, .oldestHold, .numbersIssued, .numbersLeft, .schemaVersion:
      .lab
    }
  }

  /// What tells its samples apart, beside `lab`.
  var labels: [String] {
    switch self {
    case .stepDuration: ["step"]
    case .bookings: ["outcome"]
    case .records: ["change"]
    case .amount: ["change", "currency"]
    case .findings: ["kind"]
    case .numbersIssued, .numbersLeft: ["kind", "fiscal_year"]
    case .build: ["version"]
    default: []
    }
  }
}

/// One value of a metric, at the end of a night.
struct MetricSample: Equatable {
  let metric: Metric
  /// In the order of ``Metric/labels``.
  let labels: [String]
  /// As Prometheus reads it.
  let value: String

  init(_ metric: Metric, _ labels: String..., is value: some BinaryInteger) {
    self.init(metric, labels, "\(value)")
  }

  /// In seconds.
  init(_ metric: Metric, _ labels: String..., is duration: Duration) {
    self.init(metric, labels, Self.seconds(duration / .microseconds(1)))
  }

  /// In seconds since 1970.
  init(_ metric: Metric, _ labels: String..., at instant: Instant) {
    self.init(metric, labels, Self.seconds(Double(instant.microseconds)))
  }

  /// In the currency's larger unit.
  init(_ metric: Metric, _ labels: String..., is amount: PlanAmounts.Sum) {
    self.init(metric, labels, amount.description)
  }

  private init(_ metric: Metric, _ labels: [String], _ value: String) {
    precondition(labels.count == metric.labels.count, "the labels of \(metric.rawValue)")
    self.metric = metric
    self.labels = labels
    self.value = value
  }

  /// To the millisecond.
  private static func seconds(_ microseconds: Double) -> String {
    let milliseconds = Int64((microseconds / 1000).rounded())
    let (whole, rest) = abs(milliseconds).quotientAndRemainder(dividingBy: 1000)
    let digits = "\(1000 + rest)".dropFirst()
    return "\(milliseconds < 0 ? "-" : "")\(whole).\(digits)"
  }
}
