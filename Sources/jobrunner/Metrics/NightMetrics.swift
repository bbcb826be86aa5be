internal import Billing
internal import BillingJobs
internal import LabSchema

/// What the metrics say of a night that has ended, and of the lab as it is then.
struct NightMetrics {
  let night: NightSummary

  private var lab: LabFigures? { night.figures }

  /// The text of the file.
  ///
  /// - Parameter before: what it holds: of what this night does not know, that stays.
  func text(over before: MetricsText) -> MetricsText {
    let name = night.lab?.schema ?? before.lab ?? "unknown"
    var text = MetricsText(samples, lab: name)
    if before.lab == name { text.keep({ !isKnown($0) }, of: before) }
    return text
  }

  /// All that is known.
  private var samples: [MetricSample] {
    ofEnding + ofSuccess + (night.result.map(ofRecords) ?? []) + (lab.map(ofLab) ?? [])
  }

  private func isKnown(_ metric: Metric) -> Bool {
    switch metric.source {
    case .ending: true
    case .lab where metric == .lastSuccess && isGoodRun: true
    case .run: night.result != nil
    case .lab: lab.map { metric != .bookings || !$0.bookings.isEmpty } ?? false
    }
  }

  private var ofEnding: [MetricSample] {
    [
      MetricSample(.lastRunEnd, at: night.ended),
      MetricSample(.lastRunExitCode, is: night.ending.exitCode),
      MetricSample(.lastRunDuration, is: night.duration),
      MetricSample(.build, programVersion, is: 1),
    ] + night.steps.map { MetricSample(.stepDuration, $0.step.rawValue, is: $0.duration) }
  }

  /// When a night last ended well. Where the lab could not be asked, it is this one's own end, where it did:
  /// nobody is called because of a night that is good.
  private var ofSuccess: [MetricSample] {
    let end = lab.map { $0.nights.lastGood?.run.finishedAt } ?? (isGoodRun ? night.ended : nil)
    return end.map { [MetricSample(.lastSuccess, at: $0)] } ?? []
  }

  private var isGoodRun: Bool { night.result?.runID != nil && night.ending.failure == nil }

  private func ofRecords(_ result: NightlyResult) -> [MetricSample] {
    let (counts, amounts) = (result.counts, result.amounts)
    let currency = night.lab?.currency.description ?? Currency.rupee.description
    let changes: [(word: String, count: Int, amount: PlanAmounts.Sum)] = [
      ("new", counts.recordsNew, amounts.new),
      ("changed", counts.recordsChanged, amounts.changedTo),
      ("removed", counts.recordsRemoved, amounts.removed),
      ("unchanged", counts.recordsUnchanged, amounts.unchanged),
      ("drifted", counts.recordsDrifted, amounts.drifted),
    ]
    return changes.map { MetricSample(.records, $0.word, is: $0.count) }
      + changes.map { MetricSample(.amount, $0.word, currency, is: $0.amount) }
      + [
        MetricSample(.recordsHeld, is: counts.recordsHeld),
        MetricSample(.recordsFinalized, is: counts.recordsFinalized),
        MetricSample(.recordsNumbered, is: counts.recordsInvoiced),
      ]
  }

  private func ofLab(_ lab: LabFigures) -> [MetricSample] {
    var samples = [
      MetricSample(.runsFailedSince, is: lab.nights.troubles.count),
      MetricSample(.recordsUnnumbered, is: lab.unnumbered),
      MetricSample(.findingsForPerson, is: lab.nights.findingsForPerson),
      MetricSample(.schemaVersion, is: lab.schemaVersion),
    ]
    if let found = lab.oldestHold { samples.append(MetricSample(.oldestHold, at: found)) }
    if !lab.bookings.isEmpty {
      samples += BookingOutcome.allCases.map {
        MetricSample(.bookings, $0.rawValue, is: lab.bookings[$0] ?? 0)
      }
    }
    samples += FindingKind.allCases.map {
      MetricSample(.findings, $0.rawValue, is: lab.findings[$0] ?? 0)
    }
    return samples
      + lab.series.flatMap { series in
        [
          MetricSample(
            .numbersIssued, series.kind.rawValue, series.fiscalYear, is: series.lastSequence),
          MetricSample(
            .numbersLeft, series.kind.rawValue, series.fiscalYear, is: series.numbersLeft),
        ]
      }
  }
}
