package import Billing
package import LabSchema

/// Everything a run takes from the lab's configuration.
package struct BillingSettings: Sendable {
  /// The first service date that is this program's business (`billing.start_date`).
  package var startDate: CalendarDate?
  /// `billing.time_zone`, as Postgres knows it.
  package var timeZone: String
  package var rules: BillingRules
  /// Months whose open periods a night looks after, the business date's among them.
  package var windowMonths: Int
  /// Months that closed periods are searched for late bookings (R7).
  package var lateLookbackMonths: Int
  package var numberFormat: InvoiceNumberFormat
  package var noteFormats: NoteFormats
  package var fiscalYearStart: FiscalYearStart
  package var graceDays: Int
  /// The day of the next month after which a month is closed by itself; nil is never.
  package var autoCloseAfterDay: Int?
  /// Days after the last good run that a business date is believed; nil is any number of them.
  package var maxGapDays: Int?
  /// Bookings of one transaction.
  package var chunkSize: Int
  /// The program that bills, such as its version and when it was built: another one looks at everything.
  package var program: String
  /// How many carry out the chunks of a night, each on a connection of its own.
  package var workers: Int

  package init(
    startDate: CalendarDate?, timeZone: String, rules: BillingRules, windowMonths: Int,
    lateLookbackMonths: Int, numberFormat: InvoiceNumberFormat,
    fiscalYearStart: FiscalYearStart, graceDays: Int, noteFormats: NoteFormats = .standard,
    autoCloseAfterDay: Int? = nil, maxGapDays: Int? = nil, chunkSize: Int = 2000,
    program: String = "", workers: Int = 1
  ) {
    self.startDate = startDate
    self.timeZone = timeZone
    self.rules = rules
    self.windowMonths = windowMonths
    self.lateLookbackMonths = lateLookbackMonths
    self.numberFormat = numberFormat
    self.noteFormats = noteFormats
    self.fiscalYearStart = fiscalYearStart
    self.graceDays = graceDays
    self.autoCloseAfterDay = autoCloseAfterDay
    self.maxGapDays = maxGapDays
    self.chunkSize = chunkSize
    self.program = program
    self.workers = workers
  }

  /// What decides, in SQL, which bookings count and as what.
  package var outcomeTerms: OutcomeTerms {
    OutcomeTerms(
      billingZone: timeZone, billableStatuses: rules.billableStatuses.sorted(),
      excludedStatuses: rules.excludedStatuses.sorted(), firstServiceDate: startDate)
  }

  /// The dates of a run: what it bills, prices anew, and looks back on.
  func window(businessDate: CalendarDate, start: CalendarDate) -> RunWindow {
    let month = businessDate.period
    return RunWindow(
      start: start, through: businessDate.addingDays(-1),
      repriceFrom: month.adding(months: 1 - windowMonths).first,
      lookBackFrom: month.adding(months: -lateLookbackMonths).first)
  }
}
