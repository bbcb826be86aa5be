package import Billing
package import Postgres

/// What a lab comes to at the end of a night, for who watches it: counts and moments, nothing of a person.
package struct LabFigures: Sendable {
  package var nights: LastNights
  /// The bookings of the night's open months, by what became of them; none where these are not known.
  package var bookings: [BookingOutcome: Int] = [:]
  /// Open findings by kind.
  package var findings: [FindingKind: Int] = [:]
  /// When the oldest hold that waits for a person was found; nil where there is none.
  package var oldestHold: Instant?
  /// The series that numbers are given from: of each kind the one that was begun last.
  package var series: [NumberSeries] = []
  /// Finalized records that wait for their number.
  package var unnumbered = 0
  /// The version of the last migration that was applied.
  package var schemaVersion: Int32 = 0
}

extension Connection {
  /// Asks for a lab's figures.
  ///
  /// - Parameters:
  ///   - periods: the months whose bookings are counted.
  ///   - zone: the lab's time zone, in which moments are told.
  ///   - limit: how long one question may take or wait: who asks is about to tell how a night ended, and
  ///     that must not wait.
  /// - Throws: `PostgresError` also where a question takes longer.
  package func labFigures(
    of periods: [BillingPeriod], terms: OutcomeTerms, zone: String,
    within limit: Duration = .seconds(10)
  ) throws -> LabFigures {
    try withSetting("statement_timeout", "\(limit.wholeMilliseconds)") {
      try askForFigures(of: periods, terms: terms, zone: zone)
    }
  }

  private func askForFigures(
    of periods: [BillingPeriod], terms: OutcomeTerms, zone: String
  ) throws -> LabFigures {
    var figures = LabFigures(nights: try lastNights(zone: zone))
    for period in periods { try countBookings(of: period, terms, into: &figures.bookings) }
    try forEach(
      """
      select f.kind, count(*)
      from billing_findings f
      where \(FindingState.isOpen)
      group by f.kind
      """
    ) { figures.findings[try $0.decode(0)] = try $0.int(1) }
    figures.oldestHold = try query(
      """
      select min(run.started_at)
      from billing_findings f
      join billing_runs run on run.run_id = f.opened_run_id
      where \(FindingState.isOf(.hold)) and \(FindingState.needsPerson)
      """
    ) { try $0.decodeOptional(0) }[0]
    figures.series = try SeriesBook.read(over: self).newestOfEachKind
    figures.unnumbered = try recordsWaitingForNumber()
    figures.schemaVersion = try query("select max(version) from schema_migrations") {
      try $0.int32(0)
    }[0]
    return figures
  }

  private func countBookings(
    of period: BillingPeriod, _ terms: OutcomeTerms, into counts: inout [BookingOutcome: Int]
  ) throws {
    try forEach(
      """
      select \(terms.outcome), count(*)
      from bookings b
      left join billing_records r on r.booking_id = b.id
      where \(terms.isWithin(.period(period)))
      group by 1
      """
    ) { counts[try $0.decode(0), default: 0] += try $0.int(1) }
  }
}

extension SeriesBook {
  /// Of each kind the series that was begun last, of those that numbers were given of.
  fileprivate var newestOfEachKind: [NumberSeries] {
    NumberSeriesKind.allCases.compactMap { kind in
      series.last { $0.kind == kind && $0.lastSequence > 0 }
    }
  }
}
