internal import Billing
internal import LabSchema

/// What a preview prices of one month, read in the transaction it is made in: of an open one what a
/// re-run would, of a closed one the bookings whose records stand in it, all of them finalized.
struct PreviewWork: Sendable {
  let calendar: BillingCalendar
  let serviceDates: ClosedRange<CalendarDate>
  let chunks: [ChunkScope]

  /// - Throws: `RunError` where the month lies ahead, or before the first date to bill.
  init(_ period: BillingPeriod, _ context: RunContext) throws {
    let calendar = try context.calendar()
    guard !calendar.isOpen(period) else {
      let work = try RerunWork(.period(period), context)
      (self.calendar, serviceDates, chunks) = (work.calendar, work.serviceDates, work.chunks)
      return
    }
    let yesterday = context.businessDate.addingDays(-1)
    guard let start = try context.startDate(), start <= yesterday else {
      throw RunError.scopeBeforeStart(.period(period), start: context.settings.startDate)
    }
    self.calendar = calendar
    serviceDates = start...yesterday
    chunks = ChunkScope.pieces(
      of: try context.connection.finalizedBookings(of: period).sorted(),
      size: context.settings.chunkSize)
  }
}
