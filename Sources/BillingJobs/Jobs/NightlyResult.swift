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
  /// Quarantines and holds that were not there before.
  package var newlyNeedingPerson = 0
  /// Open months of the run, oldest first: each is exported where it changed.
  package var periods: [BillingPeriod] = []
  /// Days that were billed for the first time, and days whose records changed.
  package var days: [CalendarDate] = []
  /// The tie-out of each month.
  package var tieOuts: [(BillingPeriod, TieOut)] = []

  init(businessDate: CalendarDate) {
    self.businessDate = businessDate
  }
}
