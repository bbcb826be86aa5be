/// Which periods are closed, and so the day a booking is billed on (R7).
package struct BillingCalendar: Sendable {
  private let closed: Set<BillingPeriod>

  package init(closed: some Sequence<BillingPeriod> = []) {
    self.closed = Set(closed)
  }

  package func isOpen(_ period: BillingPeriod) -> Bool {
    !closed.contains(period)
  }

  /// The service date, if its period is open; otherwise the first day of the earliest open period
  /// after it.
  package func billingDate(for serviceDate: CalendarDate) -> CalendarDate {
    var period = serviceDate.period
    guard closed.contains(period) else { return serviceDate }
    while closed.contains(period) { period = period.next }
    return period.first
  }

  /// R7 `late_booking`, where a booking is billed later than on its service date.
  package func lateFinding(serviceDate: CalendarDate, billingDate: CalendarDate) -> Finding? {
    guard billingDate > serviceDate else { return nil }
    return Finding(
      .lateBooking,
      "\(serviceDate.period) was closed: the booking of \(serviceDate) is billed on \(billingDate)")
  }
}

/// Which dates a run prices anew and which it only looks back on.
package struct RunWindow: Equatable, Sendable {
  /// `billing.start_date`: bookings before it are not this program's business.
  package var start: CalendarDate
  /// The last service date of the run, yesterday of its business date.
  package var through: CalendarDate
  /// The first date of an open period that a night prices anew, where anything of it was written since.
  package var repriceFrom: CalendarDate
  /// The first date of a closed period whose late bookings are still looked for (R7).
  package var lookBackFrom: CalendarDate

  package init(
    start: CalendarDate, through: CalendarDate, repriceFrom: CalendarDate,
    lookBackFrom: CalendarDate
  ) {
    self.start = start
    self.through = through
    self.repriceFrom = max(start, repriceFrom)
    self.lookBackFrom = max(start, lookBackFrom)
  }

  /// The first service date whose bookings a night looks after.
  package var lookedAfterFrom: CalendarDate { min(lookBackFrom, repriceFrom) }
}
