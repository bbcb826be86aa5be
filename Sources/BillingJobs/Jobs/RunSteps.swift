internal import LabSchema
internal import Postgres

/// The steps that the runs over bookings have in common: what they refuse, how they take a chunk,
/// number and tie out (DESIGN §5).
struct RunSteps {
  let connection: Connection
  let settings: BillingSettings
  /// What "today" is for the run.
  let businessDate: CalendarDate
  /// What has left the lab: no number of it is given again.
  let exported: ExportedNumbers
  let report: (RunProgress) -> Void

  /// Refuses a time zone that the server does not know, a day that has not come, and a database that
  /// was put back to before what was exported.
  func check() throws {
    guard try connection.knowsTimeZone(settings.timeZone) else {
      throw RunError.unknownTimeZone(settings.timeZone)
    }
    let today = try connection.today(in: settings.timeZone)
    guard businessDate <= today else {
      throw RunError.businessDateAhead(businessDate, today: today)
    }
    try exported.check(over: connection)
  }

  /// `billing.start_date`; nil where it is not set and there is nothing to bill either.
  ///
  /// - Throws: `RunError.noStartDate` where it is not set and there are bookings.
  func startDate() throws -> CalendarDate? {
    if let start = settings.startDate { return start }
    guard let (first, last) = try queries.firstAndLastServiceDate() else { return nil }
    throw RunError.noStartDate(first: first, last: last)
  }

  var queries: ChunkPlanQueries {
    ChunkPlanQueries(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
  }

  /// Refuses a run whose invoices would be dated before others that have their numbers, or on a
  /// date that is not believed: a number that is given stays, and so does its date.
  func checkInvoiceDate() throws {
    try refuseLongGap()
    if let latest = try InvoiceNumbering(connection).latestInvoiceDate(), latest > businessDate {
      throw NumberingError.dateGoesBack(latest: latest, invoiceDate: businessDate)
    }
  }

  /// Refuses a business date too long after the last good run: the clock it came from may be wrong.
  func refuseLongGap() throws {
    guard let maxDays = settings.maxGapDays, let last = try RunLedger(connection).lastGoodRun(),
      businessDate.days(since: last) > maxDays
    else { return }
    throw RunError.longGap(businessDate, lastGoodRun: last, maxDays: maxDays)
  }

  func chunkJob(
    calendar: BillingCalendar, serviceDates: ClosedRange<CalendarDate>
  ) -> ChunkJob {
    ChunkJob(
      connection: connection, settings: settings, calendar: calendar,
      businessDate: businessDate, serviceDates: serviceDates)
  }

  /// Gives the finalized records their numbers, dated on the business date.
  func number(_ runID: RunID) throws -> Numbering {
    let numbering = try InvoiceNumbering(connection).numberFinalized(
      format: settings.numberFormat,
      fiscalYear: FiscalYear(containing: businessDate, startingOn: settings.fiscalYearStart),
      invoiceDate: businessDate, exported: exported, runID: runID)
    if let numbers = numbering.numbers { report(.numbered(numbers)) }
    return numbering
  }

  /// Ties out a month or day in the transaction it is called in, so that it sees the bookings as the
  /// run saw them.
  ///
  /// - Throws: `RunError.notTiedOut`; the transaction is rolled back then.
  func requireTie(_ scope: BillingScope) throws {
    let tieOut = try TieOut.read(scope, terms: settings.outcomeTerms, over: connection)
    guard tieOut.isTied else { throw RunError.notTiedOut([(scope, tieOut)]) }
    report(.tiedOut(scope))
  }

  /// Ties out these months.
  ///
  /// - Throws: `RunError.notTiedOut` with every month that does not.
  func tieOut(_ periods: [BillingPeriod]) throws -> [(BillingPeriod, TieOut)] {
    let tieOuts = try connection.transaction(.repeatableRead, access: .readOnly) {
      try periods.map { period in
        let scope = BillingScope.period(period)
        let tieOut = try TieOut.read(scope, terms: settings.outcomeTerms, over: connection)
        if tieOut.isTied { report(.tiedOut(scope)) }
        return (period, tieOut)
      }
    }
    let failed = tieOuts.filter { !$0.1.isTied }
    guard failed.isEmpty else {
      throw RunError.notTiedOut(failed.map { (.period($0.0), $0.1) })
    }
    return tieOuts
  }
}
