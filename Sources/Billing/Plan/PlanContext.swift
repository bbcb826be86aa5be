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
  package var finalizing: Finalizing

  package init(
    pricing: Pricing, calendar: BillingCalendar, businessDate: CalendarDate,
    serviceDates: ClosedRange<CalendarDate>, lookBackFrom: CalendarDate = .distantPast,
    finalizing: Finalizing
  ) {
    self.pricing = pricing
    self.calendar = calendar
    self.businessDate = businessDate
    self.serviceDates = serviceDates
    self.lookBackFrom = lookBackFrom
    self.finalizing = finalizing
  }

  /// Whether a draft of this billing date is old enough to be finalized.
  func isDue(_ billingDate: CalendarDate) -> Bool {
    switch finalizing {
    case .after(let days): businessDate > billingDate.addingDays(days)
    case .all: businessDate > billingDate
    }
  }
}

/// Which drafts a run finalizes.
package enum Finalizing: Equatable, Sendable {
  /// Those whose billing date lies more than so many days back.
  case after(days: Int)
  /// Every one whose day has passed: its month is being closed.
  case all
}
