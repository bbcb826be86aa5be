internal import Billing
internal import BillingJobs
internal import LabSchema

/// What was mended of a booking, or would be, and what its record becomes by it.
struct CorrectionReport: Report {
  let correction: BookingCorrection
  let state: WritingState
  let currency: Currency

  private var isFinalized: Bool { correction.today?.action == .drifted }

  var json: JSONObject {
    [
      "booking_id": correction.bookingID,
      "dry_run": state == .planned,
      "changes": correction.changes.map { RowChangesReport($0, state).json },
      // What a run would do about the booking with these values.
      "today": correction.today?.json,
    ]
  }

  var quietLines: [String] { state == .written ? [] : lines }

  var lines: [String] {
    guard !correction.changes.isEmpty else {
      return ["nothing to change: booking \(correction.bookingID) has these values already"]
    }
    var lines = correction.changes.flatMap { RowChangesReport($0, state).lines }
    guard let today = correction.today else { return lines }
    let stored = today.stored.map { "\(currency.text($0.amounts.final)) → " } ?? ""
    lines.append("its record: \(stored)\(today.sentence(currency, hasNotes: false))")
    lines += today.stillWrong.map { "still found: \($0)" }
    if isFinalized {
      lines.append(
        "its record is finalized and stays: settle the difference with: "
          + "jobrunner adjust \(correction.bookingID)")
    } else if today.action != .unchanged, let date = today.serviceDate {
      lines.append(
        "the next night bills it anew, or at once: jobrunner rerun \(date.period)")
    }
    return lines
  }
}

extension PlannedBooking {
  /// What is found of the booking, but that it has drifted.
  fileprivate var stillWrong: [String] {
    findings.filter { $0.finding.kind != .drift }
      .map { "\($0.severity) \($0.finding.kind): \($0.finding.detail)" }
  }
}

/// A booking with its parts, what is found of it, and what to write to mend it.
struct BookingSheet: Report {
  let explanation: BookingExplanation
  /// nil where only its record is left.
  let booking: RowTexts?
  let parts: [(part: BookingPart, rows: [RowTexts])]
  let currency: Currency

  var json: JSONObject {
    let rows = parts.map { part, rows -> (key: String, value: any JSONValue) in
      ("\(part.rawValue)s", rows.map(\.json))
    }
    return [
      "booking_id": explanation.bookingID,
      "columns": booking?.json,
      "findings": explanation.findings.map(\.json),
      "today": explanation.today?.json,
    ] + JSONObject(rows)
  }

  var lines: [String] {
    let record = explanation.record
    var lines = [
      "booking \(explanation.bookingID)"
        + (record.map {
          ", \($0.status.rawValue), \(currency.text($0.amounts.final)) on \($0.billingDate)"
        } ?? ", no record")
    ]
    if let booking {
      var grid = TextGrid(("Column", false), ("Value", false))
      grid.rows = booking.columns.map { [$0.column.name, shown($0.text)] }
      lines += grid.lines
    }
    for (part, rows) in parts where !rows.isEmpty { lines += [""] + Self.grid(part, rows).lines }
    lines += [
      "", "today: \(explanation.today?.sentence(currency, hasNotes: false) ?? "it is no more")",
    ]
    for finding in explanation.findings {
      lines.append(
        "\(finding.severity) \(finding.kind) (finding \(finding.findingID)): \(finding.detail)")
      lines.append("  \(finding.decision ?? finding.kind.remedy)")
    }
    if explanation.findings.isEmpty { lines.append("nothing is found of it") }
    return lines
  }

  var remarks: [String] {
    let item = parts.first { $0.part == .item }?.rows.first?.id ?? 45
    return [
      "mend it with: jobrunner bookings correct \(explanation.bookingID) column=value "
        + "item.\(item).quantity=2 --as PHONE_OR_EMAIL"
    ]
  }

  private static func grid(_ part: BookingPart, _ rows: [RowTexts]) -> TextGrid {
    let columns = rows[0].columns.map(\.column.name).filter { $0 != "booking_id" && $0 != "id" }
    var grid = TextGrid([(part.rawValue, true)] + columns.map { ($0, false) })
    grid.rows = rows.map { row in ["\(row.id)"] + columns.map { shown(row[$0]) } }
    return grid
  }
}

extension RowTexts {
  /// The columns with their values as texts; null where there is none.
  var json: JSONObject {
    JSONObject(
      columns.map { column, text -> (key: String, value: any JSONValue) in
        (column.name, text ?? JSONNull())
      })
  }
}
