internal import Billing
internal import LabSchema

/// What a re-run of one month or day has to do: which service dates are this program's business, and
/// the chunks of the scope, read in the transaction it is made in.
struct RerunWork: Sendable {
  let calendar: BillingCalendar
  /// Every service date that is to be billed so far, not only the scope's: a booking that moved to
  /// another of them keeps its record.
  let serviceDates: ClosedRange<CalendarDate>
  let chunks: [ChunkScope]

  /// - Throws: `RunError` where the scope is closed, lies ahead, or before the first date to bill.
  init(_ scope: BillingScope, _ context: RunContext) throws {
    let settings = context.settings
    let reader = context.reader
    let yesterday = context.businessDate.addingDays(-1)
    guard scope.first <= yesterday else {
      throw RunError.scopeAhead(scope, businessDate: context.businessDate)
    }
    guard let start = try context.startDate(), start <= scope.last else {
      throw RunError.scopeBeforeStart(scope, start: settings.startDate)
    }
    let calendar = try context.calendar()
    guard calendar.isOpen(scope.period) else { throw RunError.closed(scope.period) }
    self.calendar = calendar
    serviceDates = start...yesterday
    let window = RunWindow(
      start: start, through: min(scope.last, yesterday), repriceFrom: scope.first,
      lookBackFrom: settings.window(businessDate: context.businessDate, start: start).lookBackFrom)
    var elsewhere = try reader.bookingsFromElsewhere(scope, through: window.through)
    if let closed = Self.closedDates(before: scope, calendar, window) {
      let late = try reader.lateBookings(
        from: closed.lowerBound, through: closed.upperBound,
        billableStatuses: settings.rules.billableStatuses.sorted())
      elsewhere += late.filter(Set(late).subtracting(elsewhere).contains)
    }
    chunks =
      ChunkScope.pieces(of: elsewhere, size: settings.chunkSize)
      + (try reader.days(window, size: settings.chunkSize))
  }

  /// The dates of the closed months whose late bookings are posted into the scope (R7): those right
  /// before it, where the scope holds the first day after them.
  private static func closedDates(
    before scope: BillingScope, _ calendar: BillingCalendar, _ window: RunWindow
  ) -> ClosedRange<CalendarDate>? {
    guard scope.first == scope.period.first else { return nil }
    var first = scope.period
    while !calendar.isOpen(first.previous), first.previous.last >= window.lookBackFrom {
      first = first.previous
    }
    guard first < scope.period else { return nil }
    return max(first.first, window.lookBackFrom)...scope.first.addingDays(-1)
  }
}
