internal import Billing
internal import LabSchema
internal import Postgres

/// What one night has to do: its dates, which periods are closed, and its chunks, oldest first.
struct NightlyWork: Sendable {
  let window: RunWindow
  let calendar: BillingCalendar
  let chunks: [ChunkScope]
  /// What a look at the other bookings of the days that are priced anew would find: that all is as it was.
  let unchanged: ChunkPlan
  /// Whether any record was written since the night before, by whomever.
  let haveRecordsChanged: Bool
  /// What was there when the night found what it had to do.
  let moment: LabMoment
  private let days: [DayFacts]
  private let changedLines: LineChanges
  private let pricingTerms: String
  private let planTerms: String

  init(_ window: RunWindow, _ context: RunContext) throws {
    let (settings, reader, connection) = (context.settings, context.reader, context.connection)
    self.window = window
    calendar = try context.calendar()
    moment = try connection.moment()
    days = try reader.dayFacts(window)
    pricingTerms = settings.pricingTerms(window, server: try connection.dateTerms())
    planTerms = settings.planTerms(window, calendar)
    // Where the terms of pricing are others, nothing that is known of the rows helps.
    var mark = try connection.changeMark()
    if mark?.pricingTerms != pricingTerms { mark = nil }
    changedLines = try reader.lineChanges(since: mark)
    let wholeDays = mark?.planTerms == planTerms ? [] : window.openDays(calendar)
    let look = try reader.bookingsToLookAt(
      LookingTerms(
        window: window, since: mark, changedDays: days.filter(\.isChanged).map(\.serviceDate),
        changedLines: changedLines,
        redemptionsWereUndone: try mark.map { try connection.redemptionsWereUndone(since: $0) }
          ?? true,
        wholeDays: wholeDays,
        dueBefore: context.businessDate.addingDays(-settings.graceDays),
        billableStatuses: settings.rules.billableStatuses.sorted()))
    haveRecordsChanged = look.haveRecordsChanged
    let openDays = Set(wholeDays.isEmpty ? window.openDays(calendar) : [])
    unchanged = look.others.reduce(into: ChunkPlan()) { plan, day in
      guard openDays.contains(day.serviceDate) else { return }
      plan.addUnchanged(bookings: day.bookings, records: day.records, final: day.final)
    }
    chunks =
      ChunkScope.pieces(of: look.bookings, size: settings.chunkSize)
      + (wholeDays.isEmpty ? [] : try reader.days(window, size: settings.chunkSize))
  }

  var serviceDates: ClosedRange<CalendarDate> { window.start...window.through }

  /// Notes, after the run, up to where it has seen what changed.
  ///
  /// - Parameter recordsBefore: the transactions that it sees all of where it tied out.
  func mark(recordsBefore: Int64, runID: RunID, over connection: Connection) throws {
    try connection.markChanges(
      at: moment, recordsBefore: recordsBefore, pricingTerms: pricingTerms, planTerms: planTerms,
      days: days, blocks: changedLines.blocks, runID: runID)
  }

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
  ///
  /// - Parameter server: what the server knows of dates.
  fileprivate func pricingTerms(_ window: RunWindow, server: String) -> String {
    [
      "rules 1", timeZone, server, rules.billableStatuses.sorted().joined(separator: ","),
      rules.excludedStatuses.sorted().joined(separator: ","), rules.combine.rawValue,
      "\(window.start)",
    ].joined(separator: "|")
  }

  /// Whatever else decides what a night does about a booking and is no row of one: the program itself, what
  /// findings do, and which months are closed.
  fileprivate func planTerms(_ window: RunWindow, _ calendar: BillingCalendar) -> String {
    let severities = FindingKind.allCases.map { kind in
      "\(kind.rawValue)=\(rules.severities[kind]?.rawValue ?? "off")"
    }
    let closed = window.months.filter { !calendar.isOpen($0) }.map(\.description)
    return [
      program, "\(rules.maxDistance)", "\(lateLookbackMonths)", severities.joined(separator: ","),
      closed.joined(separator: ","),
    ].joined(separator: "|")
  }
}

extension RunWindow {
  /// The months of which anything is looked after.
  fileprivate var months: [BillingPeriod] {
    var months: [BillingPeriod] = []
    var month = lookedAfterFrom.period
    while month <= through.period {
      months.append(month)
      month = month.next
    }
    return months
  }

  /// The days that are priced anew.
  fileprivate func openDays(_ calendar: BillingCalendar) -> [CalendarDate] {
    guard repriceFrom <= through else { return [] }
    return (0...through.days(since: repriceFrom)).map(repriceFrom.addingDays)
      .filter { calendar.isOpen($0.period) }
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
