package import Billing
package import Postgres

/// Where a series of document numbers stands: one for each kind,
/// financial year and format.
package struct NumberSeries: Equatable, Sendable {
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
}

extension NumberSeries: TableRow {
  package static let table = Table.billingNumberSeries

  package init(row: borrowing Row, next column: inout Int) throws(PostgresError) {
    try self.init(
      seriesID: row.next(&column), kind: row.next(&column), fiscalYear: row.next(&column),
      numberFormat: row.next(&column), lastSequence: row.next(&column),
      yearStart: row.nextIfAny(&column))
  }
}

extension NumberSeries {
  /// Its format; nil where it is none that this version can read.
  package var format: InvoiceNumberFormat? { try? InvoiceNumberFormat(numberFormat) }

  package var pattern: NumberPattern? {
    format.map { NumberPattern($0, fiscalYear: fiscalYear) }
  }

  /// The last number that the series can have.
  package var largestSequence: Int64 { format?.largestSequence(fiscalYearLabel: fiscalYear) ?? 0 }

  /// How many numbers can still be given in it.
  package var numbersLeft: Int64 { max(0, largestSequence - lastSequence) }
}
