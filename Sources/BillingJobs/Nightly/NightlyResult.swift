package import Billing
package import LabSchema

/// What a nightly run did, or would do.
package struct NightlyResult: Sendable {
  /// nil for a dry run, and where there was nothing to bill yet.
  package var runID: RunID?
  package var businessDate: CalendarDate
  /// The service dates of the run; nil where there were none.
  package var serviceDates: ClosedRange<CalendarDate>?
  package var counts = RunCounts()
  package var amounts = PlanAmounts()
  package var numbers: NumberedRange?
  /// The end of the invoices' series, where records wait for a number.
  package var seriesEnd: SeriesEnd?
  /// How many invoice numbers can still be given; nil of a dry run, and where that is not known.
  package var numbersLeft: Int?
  /// Findings that need a person and that no run has told: those of this run, and those of runs that
  /// failed after they had found them, or could not say so.
  package var newlyNeedingPerson = 0
  /// The same by kind; empty of a dry run, and until the run has tied out.
  package var findingsToTell: [FindingKind: Int] = [:]
  /// Bookings that the app held all the time; they wait for the next night.
  package var heldBookings = 0
  /// Bookings that the app completed for a past date while the run was at work, too late for it.
  package var laterBookings = 0
  /// The billing dates whose records changed.
  var touchedDates: Set<CalendarDate> = []
  /// Open months of the run, oldest first: each is exported where it changed.
  package var periods: [BillingPeriod] = []
  /// Days that were billed for the first time, and days whose records changed.
  package var days: [CalendarDate] = []
  /// The tie-out of each month.
  package var tieOuts: [(BillingPeriod, TieOut)] = []

  package init(businessDate: CalendarDate) {
    self.businessDate = businessDate
  }
}
