internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// What a nightly run did, or would do.
struct NightlyReport: Report {
  let result: NightlyResult
  let isDryRun: Bool
  /// Months that the run closed by itself, and the first that was due and could not be.
  let closing: AutomaticClosing
  /// Where the packages are, from the root.
  let exportsFolder: String
  let currency: Currency

  var json: JSONObject {
    [
      "run_id": result.runID,
      "business_date": result.businessDate,
      "first_service_date": result.serviceDates?.lowerBound,
      "last_service_date": result.serviceDates?.upperBound,
      "dry_run": isDryRun,
      "bookings_read": result.counts.bookingsRead,
      "records_created": result.counts.recordsNew,
      "records_updated": result.counts.recordsChanged,
      "records_removed": result.counts.recordsRemoved,
      "records_unchanged": result.counts.recordsUnchanged,
      "records_held": result.counts.recordsHeld,
      "bookings_quarantined": result.counts.bookingsQuarantined,
      "records_drifted": result.counts.recordsDrifted,
      "records_finalized": result.counts.recordsFinalized,
      "records_invoiced": result.counts.recordsInvoiced,
      "first_number": result.numbers?.first,
      "last_number": result.numbers?.last,
      // Finalized records that the series has no number for, and what to do.
      "series_end": result.seriesEnd?.sentence,
      "needs_person": result.newlyNeedingPerson,
      // Bookings that the app held all the time; they wait for the next night.
      "held_bookings": result.heldBookings,
      // Bookings that the app completed for a past date too late for this run.
      "later_bookings": result.laterBookings,
      "periods": result.periods,
      "exports_folder": exportsFolder,
      "closed_periods": closing.closed.map(\.seal.period),
      "not_closed": closing.refused.map {
        ["period": $0.period, "reason": $0.reason] as JSONObject
      },
    ]
  }

  var lines: [String] {
    night + closing.closed.map { "closed \($0.seal.period), sealed with \($0.seal.seal)" }
  }

  private var night: [String] {
    guard let dates = result.serviceDates else {
      return ["business date \(result.businessDate): nothing to bill yet"]
    }
    let counts = result.counts
    let title = isDryRun ? "dry run" : "run \(result.runID.map(\.description) ?? "")"
    var lines = [
      "\(title), business date \(result.businessDate): service dates to \(dates.upperBound), "
        + "\(counted(counts.bookingsRead, "booking")) read, \(counts.bookingsQuarantined) quarantined"
    ]
    lines += records.lines
    if let numbers = result.numbers { lines.append(numbers.sentence) }
    if result.heldBookings > 0 {
      lines.append(
        "\(counted(result.heldBookings, "booking waits", "bookings wait")) for the next night: the app held them "
          + "(jobrunner findings list)")
    }
    if result.laterBookings > 0 {
      lines.append(
        "\(counted(result.laterBookings, "booking was", "bookings were")) completed while the run was at work, "
          + "left to the next night")
    }
    if isDryRun {
      if let end = result.seriesEnd { lines.append("after it, \(end.sentence)") }
      if result.newlyNeedingPerson > 0 {
        lines.append("\(counted(result.newlyNeedingPerson, "new finding")) would need a person")
      }
    }
    lines.append(
      isDryRun
        ? "nothing was changed; packages go to \(exportsFolder)"
        : "packages are in \(exportsFolder)")
    return lines
  }

  var quietLines: [String] { isDryRun ? lines : [] }

  var attention: [Event] {
    if isDryRun { return [] }
    return Event.attention(findings: result.newlyNeedingPerson, result.seriesEnd)
  }

  private var records: TextGrid {
    let (counts, amounts) = (result.counts, result.amounts)
    var grid = TextGrid(("Records", false), ("Count", true), ("Final amount", true))
    grid.rows = [
      ["new", "\(counts.recordsNew)", currency.text(amounts.new)],
      ["changed, from", "\(counts.recordsChanged)", currency.text(amounts.changedFrom)],
      ["changed, to", "", currency.text(amounts.changedTo)],
      ["removed", "\(counts.recordsRemoved)", currency.text(amounts.removed)],
      ["unchanged", "\(counts.recordsUnchanged)", currency.text(amounts.unchanged)],
      ["drifted", "\(counts.recordsDrifted)", currency.text(amounts.drifted)],
      ["held", "\(counts.recordsHeld)", ""],
      ["finalized", "\(counts.recordsFinalized)", ""],
    ]
    return grid
  }
}

extension NumberedRange {
  /// The invoices that a run numbered.
  var sentence: String { "invoices \(first) to \(last) (\(count))" }
}
