package import Billing
package import LabSchema
package import Postgres

/// What a run over bookings works with, said once for a command, and what runs have in common: what they
/// refuse, how they take a chunk, number and tie out.
package struct RunContext {
  /// A session whose `TimeZone` is `database.naive_time_zone`.
  package let connection: Connection
  package let settings: BillingSettings
  /// What "today" is for the run; it bills up to the day before.
  package let businessDate: CalendarDate
  /// What has left the lab: no number of it is given again.
  package let exported: ExportedNumbers
  package let report: (RunProgress) -> Void

  package init(
    _ connection: Connection, settings: BillingSettings, businessDate: CalendarDate,
    exported: ExportedNumbers = .none, report: @escaping (RunProgress) -> Void = { _ in }
  ) {
    self.connection = connection
    self.settings = settings
    self.businessDate = businessDate
    self.exported = exported
    self.report = report
  }

  /// Refuses a time zone that the server does not know, a day that has not come, a database that was
  /// put back to before what was exported, and closed months that somebody changed past the jobs:
  /// nothing may be numbered on top of these.
  func check() throws {
    try checkToday()
    try exported.check(over: connection)
    try requireClosingsTie()
  }

  /// Refuses a time zone that the server does not know, and a day that has not come.
  func checkToday() throws {
    guard try connection.knowsTimeZone(settings.timeZone) else {
      throw RunError.unknownTimeZone(settings.timeZone)
    }
    let today = try connection.today(in: settings.timeZone)
    guard businessDate <= today else {
      throw RunError.businessDateAhead(businessDate, today: today)
    }
  }

  /// `billing.start_date`; nil where it is not set and there is nothing to bill either.
  ///
  /// - Throws: `RunError.noStartDate` where it is not set and there are bookings.
  func startDate() throws -> CalendarDate? {
    if let start = settings.startDate { return start }
    guard let (first, last) = try reader.firstAndLastServiceDate() else { return nil }
    throw RunError.noStartDate(first: first, last: last)
  }

  var reader: ChunkReader {
    ChunkReader(connection, dates: ServiceDateSQL(billingZone: settings.timeZone))
  }

  /// Refuses a run whose invoices would be dated before others that have their numbers, or on a
  /// date that is not believed: a number that is given stays, and so does its date.
  func checkInvoiceDate() throws {
    try refuseLongGap()
    if let latest = try connection.latestInvoiceDate(after: businessDate) {
      throw NumberingError.dateGoesBack(latest: latest, invoiceDate: businessDate)
    }
  }

  /// Refuses a business date too long after the last good run: the clock it came from may be wrong.
  private func refuseLongGap() throws {
    guard let maxDays = settings.maxGapDays, let last = try RunLedger(connection).lastGoodRun(),
      businessDate.days(since: last) > maxDays
    else { return }
    throw RunError.longGap(businessDate, lastGoodRun: last, maxDays: maxDays)
  }

  /// - Parameter finalizing: which drafts are finalized on the way.
  func chunkJob(
    calendar: BillingCalendar, serviceDates: ClosedRange<CalendarDate>,
    finalizing: Finalizing? = nil
  ) -> ChunkJob {
    ChunkJob(
      context: self, calendar: calendar, serviceDates: serviceDates,
      finalizing: finalizing ?? .after(days: settings.graceDays))
  }

  /// Takes chunks one after the other, and tells of each that is done.
  ///
  /// - Parameter body: does what is to be done about one, and says how many bookings it read.
  func walk(_ chunks: [ChunkScope], _ body: (ChunkScope) throws -> Int) rethrows {
    for (index, chunk) in chunks.enumerated() {
      let bookings = try body(chunk)
      report(.chunkDone(index + 1, of: chunks.count, bookings: bookings))
    }
  }

  /// The calendar as the months are closed now.
  func calendar() throws -> BillingCalendar {
    BillingCalendar(closed: try ClosingQueries(connection).closedPeriods())
  }

  /// Takes the lab for one run of a job, carries it out, and gives the lab back.
  func exclusive(_ origin: RunOrigin) -> ExclusiveRun { ExclusiveRun(self, origin: origin) }

  /// Writes down a night that was refused before its run began.
  package func refusedNight(_ origin: RunOrigin, by error: any Error) {
    exclusive(origin).refused(.nightly, by: error)
  }

  /// The run's chunks, one after the other.
  ///
  /// - Parameters:
  ///   - passesOver: whether bookings that the app holds are left for the end, and then for the next night;
  ///     otherwise the run waits for them, and gives up.
  ///   - held: bookings that were passed over before.
  func chunkRunner(
    _ job: ChunkJob, runID: RunID, passesOver: Bool, held: [HeldBooking] = []
  ) throws -> ChunkRunner {
    try ChunkRunner(job, recovery: recovery(of: runID), passesOver: passesOver, held: held)
  }

  func recovery(of runID: RunID) -> RunRecovery {
    RunRecovery(connection: connection, runID: runID)
  }

  /// Gives the finalized records their numbers, dated on the business date.
  func number(_ runID: RunID) throws -> Numbering {
    let numbering = try recovery(of: runID).step { isRepeated in
      var numbering = try RunWriter(connection, runID: runID).numberFinalized(
        format: settings.numberFormat, fiscalYear: fiscalYear, invoiceDate: businessDate,
        exported: exported)
      // Where the connection broke during the commit, they may have been given by the try before.
      if isRepeated, numbering.numbers == nil {
        numbering.numbers = try connection.numbers(givenBy: runID)
      }
      return numbering
    }
    if let numbers = numbering.numbers { report(.numbered(numbers)) }
    return numbering
  }

  /// Where the series would come to its end, were the finalized records to get their numbers and so
  /// many more besides; nothing is written.
  ///
  /// - Throws: `NumberingError`, as ``number(_:)``.
  func foreseeNumbering(ofAlso count: Int) throws -> SeriesEnd? {
    let count = try count + connection.recordsWaitingForNumber()
    return count > 0 ? try invoiceSeries().end(numbering: count) : nil
  }

  /// The series in which invoices of the business date are numbered.
  func invoiceSeries() throws -> SeriesOutlook {
    try SeriesOutlook(
      .invoice, format: settings.numberFormat, fiscalYear: fiscalYear, date: businessDate,
      exported: exported, over: connection)
  }

  /// That of what the run numbers.
  var fiscalYear: FiscalYear {
    FiscalYear(containing: businessDate, startingOn: settings.fiscalYearStart)
  }

  /// Ties out a month or day in the transaction it is called in, so that it sees the bookings as the
  /// run saw them: not one of them may be left that the run has not accounted for.
  ///
  /// - Throws: `RunError.notTiedOut`; the transaction is rolled back then.
  func requireTie(_ scope: BillingScope) throws {
    var tieOut = try readTieOut(scope)
    tieOut.checks.append(
      .allLookedAt(try connection.unaccountedBookings(in: scope, terms: settings.outcomeTerms)))
    try requireClosingsTie()
    guard tieOut.isTied else { throw RunError.notTiedOut([(scope, tieOut)]) }
    report(.tiedOut(scope))
  }

  /// Ties out these months in the snapshot it is called in.
  ///
  /// - Throws: `RunError.notTiedOut` with every month that does not, `RunError.closingsNotTiedOut`.
  func tieOut(_ periods: [BillingPeriod]) throws -> [(BillingPeriod, TieOut)] {
    try requireClosingsTie()
    let tieOuts = try periods.map { period in
      let scope = BillingScope.period(period)
      let tieOut = try readTieOut(scope)
      if tieOut.isTied { report(.tiedOut(scope)) }
      return (period, tieOut)
    }
    let failed = tieOuts.filter { !$0.1.isTied }
    guard failed.isEmpty else {
      throw RunError.notTiedOut(failed.map { (.period($0.0), $0.1) })
    }
    return tieOuts
  }

  /// The tie-out of a month or day as a run asks for it: that of its package, and what its documents
  /// say of their series and runs.
  func readTieOut(_ scope: BillingScope) throws -> TieOut {
    var tieOut = try TieOut.read(scope, terms: settings.outcomeTerms, over: connection)
    tieOut.checks += try connection.documentTieOut(in: scope).checks
    return tieOut
  }

  /// Ties out what the states of months and their seals say of one another.
  private func requireClosingsTie() throws {
    let failures = try connection.closingTieOut().failures
    guard failures.isEmpty else { throw RunError.closingsNotTiedOut(failures) }
  }
}

/// A job over the lab, which names what its context holds as its own.
protocol LabJob {
  var context: RunContext { get }
}

extension LabJob {
  var connection: Connection { context.connection }
  var settings: BillingSettings { context.settings }
  var businessDate: CalendarDate { context.businessDate }
}

/// What a run tells while it works.
package enum RunProgress: Sendable {
  /// Runs that died before this one, and what they had done stays.
  case foundDead([BillingRun])
  case planned(chunks: Int)
  case chunkDone(Int, of: Int, bookings: Int)
  /// The server takes no more connections; what it says.
  case fewerWorkers(Int, of: Int, String)
  case numbered(NumberedRange)
  case tiedOut(BillingScope)
  /// A step of a night begins, and the one before is over.
  case begins(RunStep)
  /// What a night has done so far.
  case nightSoFar(NightlyResult)
}
