package import Billing
package import Postgres

/// Passes over numbers of a series that are not to be given: they were given elsewhere, and no package
/// knows to whom.
package struct SeriesAdvancing {
  private let connection: Connection
  private let kind: NumberSeriesKind
  private let format: InvoiceNumberFormat
  private let fiscalYear: FiscalYear
  private let date: CalendarDate

  /// - Parameter format: in which the series is begun where it is not there yet.
  package init(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    date: CalendarDate, over connection: Connection
  ) {
    self.connection = connection
    self.kind = kind
    self.format = format
    self.fiscalYear = fiscalYear
    self.date = date
  }

  /// What `advance` would pass over; nothing is written.
  ///
  /// - Throws: ``NumberingError/beyondFormat(_:_:_:)`` where the format has no such number.
  package func passedOver(to last: Int64) throws -> PassedNumbers {
    try requireFitting(last)
    guard
      let series = try SeriesBook.read(over: connection).place(
        kind, format: format, fiscalYear: fiscalYear, on: date)
    else {
      return passed([1...last])
    }
    return passed(try SeriesNumbers(series, over: connection).missing(through: last))
  }

  /// Passes over every number up to `last` that no document has, in the transaction it is called in.
  package func advance(to last: Int64, reason: String, runID: RunID) throws -> PassedNumbers {
    try requireFitting(last)
    let series = try LockedSeries.lock(
      kind, format: format, fiscalYear: fiscalYear, date: date, over: connection)
    let stretches = try SeriesNumbers(series, over: connection).missing(through: last)
    try connection.execute(
      """
      insert into billing_series_advances (
        series_id, first_sequence, last_sequence, reason, run_id
      )
      select \(series.seriesID)::int, given.first, given.last, \(reason)::text, \(runID)::bigint
      from unnest(
        \(stretches.map(\.lowerBound))::bigint[], \(stretches.map(\.upperBound))::bigint[]
      ) as given (first, last)
      order by given.first
      """)
    try connection.execute(
      """
      update billing_number_series
      set last_sequence = \(last)::bigint
      where series_id = \(series.seriesID) and last_sequence < \(last)::bigint
      """)
    return passed(stretches)
  }

  private func requireFitting(_ last: Int64) throws(NumberingError) {
    guard last <= format.largestSequence(fiscalYearLabel: fiscalYear.label) else {
      throw .beyondFormat(kind, format.pattern, last)
    }
  }

  private func passed(_ stretches: [ClosedRange<Int64>]) -> PassedNumbers {
    PassedNumbers(
      kind: kind, fiscalYear: fiscalYear.label,
      stretches: stretches.map { stretch in
        let ends = [stretch.lowerBound, stretch.upperBound].map {
          format.number($0, fiscalYearLabel: fiscalYear.label)
        }
        return NumberedRange(first: ends[0], last: ends[1], count: stretch.count)
      })
  }
}

/// Numbers of one series that are passed over.
package struct PassedNumbers: Equatable, Sendable {
  package var kind: NumberSeriesKind
  package var fiscalYear: String
  package var stretches: [NumberedRange]

  package var count: Int { stretches.reduce(0) { $0 + $1.count } }
}
