internal import Billing
internal import LabSchema

/// What one night has to do: its dates, which periods are closed, and its chunks, oldest first.
struct NightlyWork: Sendable {
  let window: RunWindow
  let calendar: BillingCalendar
  let chunks: [ChunkScope]
  /// Days of finalized records that are held against their bookings again, since something changed.
  let changedDays: [ChangedDay]

  init(_ window: RunWindow, _ context: RunContext) throws {
    let (settings, reader) = (context.settings, context.reader)
    self.window = window
    calendar = try context.calendar()
    changedDays = try reader.changedDays(window, terms: settings.pricingTerms(window))
    let behind = try reader.bookingsLeftBehind(
      window, billableStatuses: settings.rules.billableStatuses.sorted(),
      changedDays: changedDays.map(\.billingDate))
    chunks =
      ChunkScope.pieces(of: behind, size: settings.chunkSize)
      + (try reader.days(window, size: settings.chunkSize))
  }

  var serviceDates: ClosedRange<CalendarDate> { window.start...window.through }

  /// The open months of the window, and those of older records that the run touched.
  func periods(touched: Set<CalendarDate>) -> [BillingPeriod] {
    var periods = Set(touched.map(\.period))
    var period = window.repriceFrom.period
    while period <= window.through.period {
      periods.insert(period)
      period = period.next
    }
    return periods.filter(calendar.isOpen).sorted()
  }

  /// The days to export: those that no finished run had billed, and those whose records changed.
  func days(touched: Set<CalendarDate>, billedThrough: CalendarDate?) -> [CalendarDate] {
    var days = touched
    var date = max(billedThrough?.addingDays(1) ?? window.repriceFrom, window.repriceFrom)
    while date <= window.through {
      days.insert(date)
      date = date.addingDays(1)
    }
    return days.filter { calendar.isOpen($0.period) }.sorted()
  }
}

extension BillingSettings {
  /// Whatever decides about an amount and is no row of the database; its number goes up with a change
  /// of the rules themselves, so that the first night holds every record against them.
  fileprivate func pricingTerms(_ window: RunWindow) -> String {
    [
      "rules 1", timeZone, rules.billableStatuses.sorted().joined(separator: ","),
      rules.excludedStatuses.sorted().joined(separator: ","), rules.combine.rawValue,
      "\(window.start)",
    ].joined(separator: "|")
  }
}

extension NightlyResult {
  mutating func add(_ plan: ChunkPlan) {
    counts += plan.counts
    amounts += plan.amounts
    newlyNeedingPerson += plan.newlyNeedingPerson
    touchedDates.formUnion(plan.touchedDates)
  }

  /// Numbers that were given after others of the same run go on from them.
  mutating func add(_ numbering: Numbering) {
    seriesEnd = numbering.end
    guard let given = numbering.numbers else { return }
    numbers = numbers.map { $0.continued(by: given) } ?? given
    counts.recordsInvoiced += given.count
  }

  /// Months that the run has not looked at and whose packages can be old.
  mutating func addPeriods(_ changed: [BillingPeriod], of work: NightlyWork) {
    periods = Set(periods).union(changed.filter(work.calendar.isOpen)).sorted()
  }

  mutating func settle(_ work: NightlyWork, billedThrough: CalendarDate?) {
    periods = work.periods(touched: touchedDates)
    days = work.days(touched: touchedDates, billedThrough: billedThrough)
  }
}
