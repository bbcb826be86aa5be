internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

/// A plan for programs, without its bookings, and what came of it where it was carried out.
struct PlanReport: Encodable {
  var scope: String
  var businessDate: String
  var planHash: String
  var bookingsRead: Int
  var counts: Counts
  var amounts: Amounts
  /// Quarantines and holds that were not there before.
  var needsPerson: Int
  /// nil where it was not carried out.
  var runId: Int64?
  var firstNumber: String?
  var lastNumber: String?
  /// Finalized records that the series has no number for, and what to do; null where there are none.
  var seriesEnd: String?
  var periods: [String]?

  struct Counts: Encodable {
    var new: Int
    var changed: Int
    var removed: Int
    var unchanged: Int
    var drifted: Int
    var held: Int
    var quarantined: Int
    var finalized: Int
    var waitingForNumber: Int
  }

  struct Amounts: Encodable {
    var new: String
    var changedFrom: String
    var changedTo: String
    var removed: String
    var unchanged: String
    var drifted: String
    var driftedToday: String
    var held: String
    var finalized: String
  }

  init(_ plan: RerunPlan, _ result: RerunResult?) {
    scope = "\(plan.scope)"
    businessDate = "\(plan.businessDate)"
    planHash = plan.hash
    bookingsRead = plan.counts.bookingsRead
    counts = Counts(
      new: plan.counts.recordsCreated, changed: plan.counts.recordsUpdated,
      removed: plan.counts.recordsRemoved, unchanged: plan.counts.recordsUnchanged,
      drifted: plan.counts.recordsDrifted, held: plan.counts.recordsHeld,
      quarantined: plan.counts.bookingsQuarantined, finalized: plan.counts.recordsFinalized,
      waitingForNumber: plan.waitingForNumber)
    amounts = Amounts(
      new: plain(plan.amounts.created), changedFrom: plain(plan.amounts.updatedFrom),
      changedTo: plain(plan.amounts.updatedTo), removed: plain(plan.amounts.removed),
      unchanged: plain(plan.amounts.unchanged), drifted: plain(plan.amounts.drifted),
      driftedToday: plain(plan.amounts.driftedToday), held: plain(plan.amounts.held),
      finalized: plain(plan.amounts.finalized))
    needsPerson = plan.newlyNeedingPerson
    runId = result?.runID.rawValue
    firstNumber = result?.numbers?.first
    lastNumber = result?.numbers?.last
    seriesEnd = (result?.seriesEnd ?? plan.seriesEnd).map { "\($0.message); \($0.remedy)" }
    periods = result?.periods.map { "\($0)" }
  }
}

/// One booking of a plan, for programs.
struct PlannedBookingReport: Encodable {
  var bookingId: Int32
  var serviceDate: String?
  var action: String
  var recordStatus: String?
  var held: Bool
  var quarantined: Bool
  var finalized: Bool
  var stored: Amounts?
  var planned: Amounts?
  var reasons: [Reason]
  var findings: [Found]

  struct Side: Encodable {
    var billingDate: String
  }

  typealias Amounts = Flat<Side, TextMembers>

  private static func amounts(_ planned: PlannedAmounts) -> Amounts {
    Flat(
      Side(billingDate: "\(planned.billingDate)"),
      TextMembers(Billing.Amounts.Part.allCases.map { ($0.rawValue, "\(planned.amounts[$0])") }))
  }

  struct Reason: Encodable {
    var kind: String
    var text: String
  }

  struct Found: Encodable {
    var kind: String
    var severity: String
    var detail: String
  }

  init(_ booking: PlannedBooking) {
    bookingId = booking.bookingID.rawValue
    serviceDate = booking.serviceDate.map { "\($0)" }
    action = booking.action.rawValue
    recordStatus = booking.status?.rawValue
    held = booking.isHeld
    quarantined = booking.isQuarantined
    finalized = booking.finalizes
    stored = booking.stored.map(Self.amounts)
    planned = booking.planned.map(Self.amounts)
    reasons = booking.reasons.map { Reason(kind: $0.kind.rawValue, text: $0.text) }
    findings = booking.findings.map { finding, severity in
      Found(
        kind: finding.kind.rawValue, severity: severity.rawValue, detail: finding.detail)
    }
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
