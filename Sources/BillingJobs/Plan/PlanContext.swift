package import LabSchema

/// What the plan of a run is made against, beside the bookings themselves.
package struct PlanContext: Sendable {
  package var pricing: Pricing
  package var calendar: BillingCalendar
  /// What "today" is for the run.
  package var businessDate: CalendarDate
  /// The service dates that are the run's business.
  package var serviceDates: ClosedRange<CalendarDate>
  /// The first service date of a closed period whose late bookings are still billed (R7).
  package var lookBackFrom: CalendarDate
  /// Days after the billing date before a draft is finalized.
  package var graceDays: Int

  package init(
    pricing: Pricing, calendar: BillingCalendar, businessDate: CalendarDate,
    serviceDates: ClosedRange<CalendarDate>, lookBackFrom: CalendarDate = .distantPast,
    graceDays: Int
  ) {
    self.pricing = pricing
    self.calendar = calendar
    self.businessDate = businessDate
    self.serviceDates = serviceDates
    self.lookBackFrom = lookBackFrom
    self.graceDays = graceDays
  }

  /// Whether a draft of this billing date is old enough to be finalized.
  func isDue(_ billingDate: CalendarDate) -> Bool {
    businessDate > billingDate.addingDays(graceDays)
  }
}
