package import LabSchema

/// What a re-run did.
package struct RerunResult: Sendable {
  package let runID: RunID
  package let plan: RerunPlan
  package internal(set) var numbers: NumberedRange?
  /// The end of the invoices' series, where records wait for a number.
  package internal(set) var seriesEnd: SeriesEnd?
  /// The open months whose records it was about or changed, oldest first.
  package internal(set) var periods: [BillingPeriod] = []
  /// The days whose records changed.
  package internal(set) var days: [CalendarDate] = []

  init(runID: RunID, plan: RerunPlan) {
    self.runID = runID
    self.plan = plan
  }

  mutating func settle(_ calendar: BillingCalendar) {
    let touched = plan.touchedDates.filter { calendar.isOpen($0.period) }
    days = touched.sorted()
    periods = Set(touched.map(\.period)).union([plan.scope.period]).sorted()
  }
}
