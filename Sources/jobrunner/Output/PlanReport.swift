internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

/// A plan for programs, without its bookings, and what came of it where it was carried out.
struct PlanReport {
  let plan: RerunPlan
  /// nil where it was not carried out.
  let result: RerunResult?

  var json: JSONObject {
    [
      "scope": "\(plan.scope)",
      "business_date": plan.businessDate,
      "plan_hash": plan.hash,
      "bookings_read": plan.counts.bookingsRead,
      "counts": counts,
      "amounts": amounts,
      // Quarantines and holds that were not there before.
      "needs_person": plan.newlyNeedingPerson,
      "run_id": result?.runID,
      "first_number": result?.numbers?.first,
      "last_number": result?.numbers?.last,
      "series_end": (result?.seriesEnd ?? plan.seriesEnd)?.sentence,
      "periods": result?.periods,
    ]
  }

  private var counts: JSONObject {
    [
      "new": plan.counts.recordsNew,
      "changed": plan.counts.recordsChanged,
      "removed": plan.counts.recordsRemoved,
      "unchanged": plan.counts.recordsUnchanged,
      "drifted": plan.counts.recordsDrifted,
      "held": plan.counts.recordsHeld,
      "quarantined": plan.counts.bookingsQuarantined,
      "finalized": plan.counts.recordsFinalized,
      "waiting_for_number": plan.waitingForNumber,
    ]
  }

  private var amounts: JSONObject {
    [
      "new": plan.amounts.new,
      "changed_from": plan.amounts.changedFrom,
      "changed_to": plan.amounts.changedTo,
      "removed": plan.amounts.removed,
      "unchanged": plan.amounts.unchanged,
      "drifted": plan.amounts.drifted,
      "drifted_today": plan.amounts.driftedToday,
      "held": plan.amounts.held,
      "finalized": plan.amounts.finalized,
    ]
  }
}

extension SeriesEnd {
  /// What it is, and what to do.
  var sentence: String { "\(message); \(remedy)" }
}

extension PlannedBooking {
  /// One booking of a plan, for programs.
  var json: JSONObject {
    [
      "booking_id": bookingID,
      "service_date": serviceDate,
      "action": action.rawValue,
      "record_status": status?.rawValue,
      "held": isHeld,
      "quarantined": isQuarantined,
      "finalized": finalizes,
      "stored": stored?.json,
      "planned": planned?.json,
      "reasons": reasons.map { ["kind": $0.kind.rawValue, "text": $0.text] as JSONObject },
      "findings": findings.map { finding, severity in
        [
          "kind": finding.kind.rawValue, "severity": severity.rawValue, "detail": finding.detail,
        ] as JSONObject
      },
    ]
  }
}

extension PlannedAmounts {
  fileprivate var json: JSONObject {
    ["billing_date": billingDate]
      + JSONObject(Amounts.Part.allCases.map { ($0.rawValue, amounts[$0]) })
  }
}

extension PlanFile {
  /// Writes one booking of a plan.
  func write(_ booking: PlannedBooking) throws {
    try write(
      booking: booking.bookingID, serviceDate: booking.serviceDate,
      action: booking.action.rawValue, status: booking.status,
      flags: (booking.isHeld, booking.isQuarantined, booking.finalizes), stored: booking.stored,
      planned: booking.planned, reasons: booking.reasons.map(\.text).joined(separator: "; "),
      findings: booking.findings.map(\.finding.kind.rawValue).joined(separator: ";"))
  }
}
