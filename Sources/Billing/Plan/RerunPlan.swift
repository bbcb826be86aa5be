/// What a re-run of one month or day would do, or did: the table a person reviews, and its hash.
package struct RerunPlan: Sendable {
  package let scope: BillingScope
  package let businessDate: CalendarDate
  package private(set) var counts = RunCounts()
  package private(set) var amounts = PlanAmounts()
  /// Quarantines and holds that were not there before.
  package private(set) var newlyNeedingPerson = 0
  /// Records that were finalized before and have no number yet: a run that died had left them.
  package var waitingForNumber = 0
  /// The end of the invoices' series, where it has no number for some of them; only of a plan that
  /// was not carried out.
  package var seriesEnd: SeriesEnd?
  /// The billing dates whose records change.
  package private(set) var touchedDates: Set<CalendarDate> = []
  /// Bookings of which a record or a finding changes.
  private var changes = 0
  private var digest = PlanDigest()

  package init(scope: BillingScope, businessDate: CalendarDate) {
    self.scope = scope
    self.businessDate = businessDate
  }

  package mutating func add(_ plan: BookingPlan) {
    digest.add(plan)
    if plan.isWritten { changes += 1 }
  }

  package mutating func add(_ chunk: ChunkPlan) {
    counts += chunk.counts
    amounts += chunk.amounts
    newlyNeedingPerson += chunk.newlyNeedingPerson
    touchedDates.formUnion(chunk.touchedDates)
  }

  /// SHA-256, in hexadecimal, over everything the plan writes and everything its table says. It does
  /// not depend on how the work was cut. The business date is part of it only where something is to
  /// be numbered, since that is the date the invoices get.
  package var hash: String {
    let numbered = counts.recordsFinalized + waitingForNumber
    return digest.hash([
      "\(scope)", "\(counts.recordsNew)", "\(counts.recordsChanged)",
      "\(counts.recordsRemoved)", "\(counts.recordsUnchanged)", "\(counts.recordsHeld)",
      "\(counts.bookingsQuarantined)", "\(counts.recordsDrifted)", "\(numbered)",
      "\(amounts.unchanged.minorUnits)", numbered > 0 ? "\(businessDate)" : "",
    ])
  }

  /// Whether carrying it out leaves records, numbers and findings as they are.
  package var isEmpty: Bool {
    changes == 0 && waitingForNumber == 0
  }
}
