package import Billing
package import Postgres

/// What numbering would meet, asked without a lock: what ``LockedSeries`` would refuse, and how many
/// numbers it would find. Nothing is written.
package struct SeriesOutlook {
  private let kind: NumberSeriesKind
  private let format: InvoiceNumberFormat
  private let label: String
  /// How many numbers can still be given.
  package let numbersLeft: Int

  /// - Parameters:
  ///   - date: of the documents.
  ///   - exported: what has left the lab: no number is given again.
  /// - Throws: ``NumberingError``.
  package init(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    date: CalendarDate, exported: ExportedNumbers, over connection: Connection
  ) throws {
    try exported.check(over: connection)
    try SeriesYears(connection).learnable(fiscalYear)
    let series = try SeriesBook.read(over: connection).place(
      kind, format: format, fiscalYear: fiscalYear, on: date)
    if let series { try SeriesNumbers(series, over: connection).requireAll(in: format) }
    self.kind = kind
    self.format = format
    label = fiscalYear.label
    numbersLeft = Int(
      series?.numbersLeft ?? format.largestSequence(fiscalYearLabel: fiscalYear.label))
  }

  /// The end of the series, where it has not enough numbers for so many documents; nil where it has.
  package func end(numbering count: Int) -> SeriesEnd? {
    SeriesEnd(kind, format, fiscalYear: label, waiting: count - numbersLeft)
  }
}
