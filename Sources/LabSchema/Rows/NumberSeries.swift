package import Billing
package import Postgres

/// Where a series of document numbers stands: one for each kind,
/// financial year and format.
package struct NumberSeries: TableRow {
  package let seriesID: NumberSeriesID
  package let kind: NumberSeriesKind
  /// As it is written in a number, such as 25-26.
  package let fiscalYear: String
  package let numberFormat: String
  /// The last number given; 0 is none yet.
  package let lastSequence: Int64
  /// The first day of its financial year; nil where the series was begun before this was kept, until
  /// the next run that numbers.
  package let yearStart: CalendarDate?

  package static let table = Table.billingNumberSeries

  package init(row: borrowing Row) throws(PostgresError) {
    seriesID = try row.decode(0)
    kind = try row.decode(1)
    fiscalYear = try row.decode(2)
    numberFormat = try row.decode(3)
    lastSequence = try row.decode(4)
    yearStart = try row.decodeOptional(5)
  }
}
