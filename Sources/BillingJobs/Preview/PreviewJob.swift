package import Billing
package import LabSchema
package import Postgres

/// What months would come to with a change of what prices depend on: it is made, the months are priced
/// as a re-run's plan prices them, and it is taken back, in one transaction on one snapshot. Nothing is
/// written, whatever ends it; only ids that identity columns gave are not given again.
///
/// The months are priced without the change first, so that it is held for as long as pricing them once
/// takes. Until then an app that writes one of the changed rows waits for it, as it waits for any other
/// session that writes them; whoever reads them, or writes other rows, notices nothing.
package struct PreviewJob: LabJob {
  let context: RunContext

  /// The tables that amounts depend on.
  package static let tables: [Table] = [
    .distancePricingConfigs, .tests, .offers, .coupons, .couponRedemptions, .bookings,
    .bookingItems,
    .users,
  ]

  package init(_ context: RunContext) {
    self.context = context
  }

  /// Prices these months without the change and with it.
  ///
  /// - Parameters:
  ///   - periods: oldest first; a closed one is priced as far as it was billed.
  ///   - change: makes the change, and no transaction of its own. It is made again where the app was in
  ///     the way of a first try.
  /// - Throws: `RunError` where a month lies ahead, or before the first date to bill;
  ///   `PostgresError`; what `change` throws.
  package func preview(
    _ periods: [BillingPeriod], change: (Connection) throws -> Void
  ) throws -> ChangePreview {
    try context.checkToday()
    return try connection.onSnapshot(.readWrite, .rolledBack) {
      let calendar = try context.calendar()
      var comparison = PreviewComparison(
        periods: periods, closedPeriods: periods.filter { !calendar.isOpen($0) })
      try price(periods) { comparison.addBefore($0) }
      try change(connection)
      try price(periods) { comparison.addAfter($0) }
      return comparison.result()
    }
  }

  /// The open months that have days to bill so far, oldest first.
  package func openPeriods() throws -> [BillingPeriod] {
    let calendar = try context.calendar()
    return try periods(from: .distantPast).filter(calendar.isOpen)
  }

  /// The months that have days to bill so far from a date on, oldest first, closed or not.
  package func periods(from date: CalendarDate) throws -> [BillingPeriod] {
    guard let start = try context.startDate() else { return [] }
    let last = businessDate.addingDays(-1)
    guard max(start, date) <= last else { return [] }
    var periods = [max(start, date).period]
    while let period = periods.last, period < last.period { periods.append(period.next) }
    return periods
  }

  private func price(_ periods: [BillingPeriod], _ body: (BookingPlan) -> Void) throws {
    for period in periods {
      let work = try PreviewWork(period, context)
      let job = context.chunkJob(calendar: work.calendar, serviceDates: work.serviceDates)
      try context.walk(work.chunks) { chunk in
        var count = 0
        try job.decide(chunk) { _, plan in
          count += 1
          body(plan)
        }
        return count
      }
    }
  }
}
