internal import Postgres

/// A number series that this transaction has locked, with all the others: nobody else gives a number
/// before the transaction ends.
struct LockedSeries {
  private let connection: Connection
  private let series: NumberSeries
  private let format: InvoiceNumberFormat

  /// Locks the series in which documents of a kind are numbered on a date, and begins it where it is
  /// not there yet.
  ///
  /// - Throws: ``NumberingError``.
  init(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    date: CalendarDate, over connection: Connection
  ) throws {
    try SeriesYears(connection).learn(fiscalYear)
    let book = SeriesBook(
      try connection.query(
        """
        select \(unescaped: NumberSeries.selectList)
        from billing_number_series
        order by series_id
        for update
        """, NumberSeries.init(row:)))
    series =
      try book.place(kind, format: format, fiscalYear: fiscalYear, on: date)
      ?? Self.begin(kind, format: format, fiscalYear: fiscalYear, over: connection)
    self.connection = connection
    self.format = format
  }

  private static func begin(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    over connection: Connection
  ) throws -> NumberSeries {
    try connection.query(
      """
      insert into billing_number_series (kind, fiscal_year, number_format, year_start)
      values (\(kind), \(fiscalYear.label), \(format.pattern), \(fiscalYear.start))
      returning \(unescaped: NumberSeries.selectList)
      """, NumberSeries.init(row:))[0]
  }

  var seriesID: NumberSeriesID { series.seriesID }
  /// The last number that was given before.
  var lastSequence: Int64 { series.lastSequence }
  /// How many numbers can still be given.
  var numbersLeft: Int { Int(series.numbersLeft) }

  /// The number at a place of the series.
  func number(_ sequence: Int64) -> String {
    format.number(sequence, fiscalYearLabel: series.fiscalYear)
  }

  /// The end of the series, for documents that it has no number for; nil where there are none.
  func end(waiting: Int) -> SeriesEnd? {
    guard waiting > 0 else { return nil }
    return SeriesEnd(
      kind: series.kind, numberFormat: format.pattern, lastNumber: number(series.largestSequence),
      waiting: waiting)
  }

  /// Notes that so many numbers are given, which the series must have left.
  func advance(by count: Int) throws -> NumberedRange {
    let last = lastSequence + Int64(count)
    try connection.execute(
      """
      update billing_number_series
      set last_sequence = \(last)
      where series_id = \(seriesID)
      """)
    return NumberedRange(first: number(lastSequence + 1), last: number(last), count: count)
  }
}
