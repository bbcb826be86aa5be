internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// A night's summary for programs (docs/json/night.schema.json) and for people.
struct NightSummaryReport: Report {
  let summary: NightSummary

  var json: JSONObject {
    var members: JSONObject = [
      "job": summary.job.rawValue,
      // Missing where it is not: a hook that does not know the word takes what it gets for a night.
      "sample": summary.isSample ? true : nil,
      "outcome": summary.ending.outcome.rawValue,
      "exit_code": summary.ending.exitCode,
      "headline": summary.headline,
      "started_at": summary.began,
      "ended_at": summary.ended,
      "duration_milliseconds": summary.duration.milliseconds,
      "steps": summary.steps.map { step, duration in
        ["step": step.rawValue, "duration_milliseconds": duration.milliseconds] as JSONObject
      },
      "business_date": summary.businessDate,
      "host": summary.host,
      "program_version": programVersion,
      "schema": summary.lab?.schema,
      "exports_folder": summary.lab?.exportsFolder,
      "error": summary.ending.failure?.text,
      "remedy": summary.ending.failure?.remedy,
      "closed_periods": summary.closing.closed.map(\.seal.period),
      "not_closed": summary.closing.refused.map {
        ["period": $0.period, "reason": $0.reason] as JSONObject
      },
    ]
    if let result = summary.result { members = members + done(result) }
    return members
  }

  private func done(_ result: NightlyResult) -> JSONObject {
    let (counts, amounts) = (result.counts, result.amounts)
    return [
      "run_id": result.runID,
      "first_service_date": result.serviceDates?.lowerBound,
      "last_service_date": result.serviceDates?.upperBound,
      "bookings": [
        "read": counts.bookingsRead,
        "quarantined": counts.bookingsQuarantined,
        // Those that the app held all the time, and those that it completed too late for the run.
        "held_by_app": result.heldBookings,
        "later": result.laterBookings,
      ] as JSONObject,
      "records": [
        "new": counts.recordsNew,
        "changed": counts.recordsChanged,
        "removed": counts.recordsRemoved,
        "unchanged": counts.recordsUnchanged,
        "held": counts.recordsHeld,
        "drifted": counts.recordsDrifted,
        "finalized": counts.recordsFinalized,
        "invoiced": counts.recordsInvoiced,
      ] as JSONObject,
      "amounts": [
        "currency": summary.lab?.currency.description,
        "new": amounts.new,
        "changed_from": amounts.changedFrom,
        "changed_to": amounts.changedTo,
        "removed": amounts.removed,
        "unchanged": amounts.unchanged,
        "drifted": amounts.drifted,
        "held": amounts.held,
        "finalized": amounts.finalized,
      ] as JSONObject,
      "findings": summary.findings.map { kind, count in
        ["kind": kind.rawValue, "count": count] as JSONObject
      },
      "numbers": [
        "first": result.numbers?.first,
        "last": result.numbers?.last,
        "count": result.numbers?.count ?? 0,
        "left": result.numbersLeft,
      ] as JSONObject,
      "series_end": result.seriesEnd?.sentence,
      "periods": result.periods,
    ]
  }

  /// What a ping's body says, the most important first.
  var lines: [String] {
    var lines = [summary.headline]
    if let failure = summary.ending.failure {
      lines += failure.details.map { "- \($0)" }
      if let remedy = failure.remedy { lines.append(remedy) }
    }
    lines += summary.findings.map { kind, count in "\(kind.rawValue): \(count) to look at" }
    if let end = summary.result?.seriesEnd { lines.append(end.sentence) }
    if let refused = summary.closing.refused {
      lines.append("not closed by itself: \(refused.reason)")
    }
    lines += summary.closing.closed.map { "closed \($0.seal.period)" }
    if let result = summary.result { lines += work(result) }
    if summary.ending.failure == nil, let lab = summary.lab {
      lines.append("packages are in \(lab.exportsFolder)")
    }
    lines.append(
      "took \(summary.duration.words)"
        + (summary.steps.isEmpty
          ? ""
          : ": " + summary.steps.map { "\($0.step) \($0.duration.words)" }.joined(separator: ", ")))
    return lines
  }

  private func work(_ result: NightlyResult) -> [String] {
    let counts = result.counts
    var lines = [
      "bookings: \(counts.bookingsRead) read, \(counts.bookingsQuarantined) quarantined",
      "records: \(counts.recordsNew) new, \(counts.recordsChanged) changed, \(counts.recordsRemoved) "
        + "removed, \(counts.recordsUnchanged) unchanged, \(counts.recordsHeld) held, "
        + "\(counts.recordsFinalized) finalized",
    ]
    if let numbers = result.numbers { lines.append(numbers.sentence) }
    return lines
  }
}

extension NightSummary {
  /// What newly needs a person, by kind in the order of the kinds.
  var findings: [(kind: FindingKind, count: Int)] {
    FindingKind.allCases.compactMap { kind in
      result?.findingsToTell[kind].map { (kind, $0) }
    }
  }

  /// The one line that says what came of it.
  var headline: String {
    let night =
      (isSample ? "test of the notices: " : "") + "nightly"
      + (businessDate.map { " of \($0)" } ?? "") + " on \(host)"
    let text =
      switch ending {
      case .success: "\(night): done"
      case .attention: "\(night): done, and somebody has to look: \(whatToLookAt)"
      case .failure(let failure): "\(night): failed (\(failure.exitCode)): \(failure.message)"
      }
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// What the log ends with: what was done in numbers and money, how long it took, and where it is.
  var closingLine: String {
    let night = "nightly" + (businessDate.map { " of \($0)" } ?? "")
    let took = ending.outcome == .failure ? "failed after" : "done in"
    var line = "\(night) \(took) \(duration.words)"
    guard let result, let lab else { return line }
    let (counts, amounts) = (result.counts, result.amounts)
    var parts = [
      counted(counts.bookingsRead, "booking") + " read",
      counted(counts.recordsNew, "new record")
        + (counts.recordsNew > 0 ? " over \(lab.currency.text(amounts.new))" : ""),
    ]
    if counts.recordsChanged > 0 {
      parts.append(
        "\(counts.recordsChanged) changed from \(lab.currency.text(amounts.changedFrom)) to "
          + lab.currency.text(amounts.changedTo))
    }
    if let numbers = result.numbers {
      parts.append(counted(numbers.count, "invoice") + " numbered")
    }
    line += ": " + parts.joined(separator: ", ")
    return ending.outcome == .failure ? line : line + "; packages are in \(lab.exportsFolder)"
  }

  private var whatToLookAt: String {
    var things: [String] = []
    let count = result?.newlyNeedingPerson ?? 0
    if count > 0 { things.append(counted(count, "new finding")) }
    if result?.seriesEnd != nil { things.append("a number series at its end") }
    if let period = closing.waitsForPerson { things.append("\(period) cannot be closed") }
    return things.joined(separator: ", ")
  }
}

extension Failure {
  /// The message and what it speaks of, one by one.
  var text: String { ([message] + details.map { "- \($0)" }).joined(separator: "\n") }
}

extension Duration {
  var milliseconds: Int { Int(self / .milliseconds(1)) }
}
