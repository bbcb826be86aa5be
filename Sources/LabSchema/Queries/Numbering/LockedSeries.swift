internal import Postgres

/// A number series that this transaction has locked: nobody else gives a number of it before the
/// transaction ends.
struct LockedSeries {
  private let connection: Connection
  private let series: NumberSeries
  private let format: InvoiceNumberFormat

  /// Locks the series of a kind and financial year, and begins it where it is not there yet.
  ///
  /// - Throws: ``NumberingError/formatChanged(_:fiscalYear:was:is:)``.
  init(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    over connection: Connection
  ) throws {
    try connection.execute(
      """
      insert into billing_number_series (kind, fiscal_year, number_format)
      values (\(kind), \(fiscalYear.label), \(format.pattern))
      on conflict (kind, fiscal_year) do nothing
      """)
    series = try connection.query(
      """
      select \(unescaped: NumberSeries.selectList)
      from billing_number_series
      where kind = \(kind) and fiscal_year = \(fiscalYear.label)
      for update
      """, NumberSeries.init(row:))[0]
    guard series.numberFormat == format.pattern else {
      throw NumberingError.formatChanged(
        kind, fiscalYear: series.fiscalYear, was: series.numberFormat, is: format.pattern)
    }
    self.connection = connection
    self.format = format
  }

  var seriesID: NumberSeriesID { series.seriesID }
  /// The last number that was given before.
  var lastSequence: Int64 { series.lastSequence }

  /// The number at a place of the series.
  func number(_ sequence: Int64) -> String {
    format.number(sequence, fiscalYearLabel: series.fiscalYear)
  }

  /// Notes that so many numbers are given.
  ///
  /// - Throws: ``NumberingError/seriesExhausted(_:_:_:_:)`` where they do not fit the format.
  func advance(by count: Int) throws -> NumberedRange {
    let last = lastSequence + Int64(count)
    guard last <= format.largestSequence(fiscalYearLabel: series.fiscalYear) else {
      throw NumberingError.seriesExhausted(
        series.kind, format.pattern, series.fiscalYear, last)
    }
    try connection.execute(
      """
      update billing_number_series
      set last_sequence = \(last)
      where series_id = \(seriesID)
      """)
    return NumberedRange(first: number(lastSequence + 1), last: number(last), count: count)
  }
}
