internal import Billing
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
  /// - Parameter exported: what has left the lab: no number is given again.
  /// - Throws: ``NumberingError``.
  init(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    date: CalendarDate, exported: ExportedNumbers, over connection: Connection
  ) throws {
    try exported.check(over: connection)
    series = try Self.lock(
      kind, format: format, fiscalYear: fiscalYear, date: date, over: connection)
    self.connection = connection
    self.format = format
    try SeriesNumbers(series, over: connection).requireAll(in: format)
  }

  /// Locks every series, and makes the one that is meant where it is not there yet.
  static func lock(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    date: CalendarDate, over connection: Connection
  ) throws -> NumberSeries {
    try SeriesYears(connection).learn(fiscalYear)
    let book = SeriesBook(
      try connection.query(
        """
        select \(unescaped: NumberSeries.selectList)
        from billing_number_series
        order by series_id
        for update
        """, NumberSeries.init(row:)))
    return try book.place(kind, format: format, fiscalYear: fiscalYear, on: date)
      ?? begin(kind, format: format, fiscalYear: fiscalYear, over: connection)
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
    SeriesEnd(series.kind, format, fiscalYear: series.fiscalYear, waiting: waiting)
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
