package import Billing
package import Postgres

/// All the number series that there are, and which of them a document is numbered in.
package struct SeriesBook: Sendable {
  package let series: [NumberSeries]

  package init(_ series: [NumberSeries]) {
    self.series = series
  }

  /// As they stand, without a lock.
  package static func read(over connection: Connection) throws -> SeriesBook {
    SeriesBook(
      try connection.query(
        """
        select \(unescaped: NumberSeries.selectList) from billing_number_series order by series_id
        """, NumberSeries.init(row:)))
  }

  /// The series in which a document of this kind is numbered on a date; nil where it has to be begun.
  /// One that is at its end is returned too: it has no numbers left.
  ///
  /// A financial year has one series of each kind, and the next in another format only where the
  /// one before is at its end. No number of a series is one of another series, of whatever kind and
  /// year; case makes no difference.
  ///
  /// - Throws: ``NumberingError``.
  package func place(
    _ kind: NumberSeriesKind, format: InvoiceNumberFormat, fiscalYear: FiscalYear,
    on date: CalendarDate
  ) throws(NumberingError) -> NumberSeries? {
    for other in used {
      guard let start = other.yearStart, start != fiscalYear.start,
        FiscalYear(starting: start).contains(date)
      else { continue }
      throw .yearStartChanged(
        fiscalYear.yearStart, fiscalYear: other.fiscalYear, startedOn: start)
    }
    let ofYear = series.filter {
      $0.kind == kind && $0.fiscalYear == fiscalYear.label
        && ($0.yearStart ?? fiscalYear.start) == fiscalYear.start
    }
    let chosen = ofYear.first { $0.numberFormat == format.pattern }
    if let chosen, chosen.lastSequence > 0, chosen.numbersLeft > 0 { return chosen }
    if let going = ofYear.first(where: { $0 != chosen && isGoing($0) }) {
      throw .formatChanged(
        kind, fiscalYear: fiscalYear.label, was: going.numberFormat, is: format.pattern)
    }
    if let chosen, chosen.lastSequence > 0 { return chosen }
    let pattern = NumberPattern(format, fiscalYear: fiscalYear.label)
    if let met = used.first(where: { $0.pattern?.meets(pattern) == true }) {
      throw .numbersMeet(kind, format.pattern, fiscalYear: fiscalYear.label, others: met)
    }
    return chosen
  }

  /// Those of which numbers were given: only they bind anybody.
  private var used: [NumberSeries] { series.filter { $0.lastSequence > 0 } }

  /// Whether the numbers of its year have to go on in it. Where an earlier version of the program let
  /// two kinds write numbers that meet, another format is the way out.
  private func isGoing(_ one: NumberSeries) -> Bool {
    guard one.lastSequence > 0, one.numbersLeft > 0, let pattern = one.pattern else { return false }
    return !used.contains { $0.kind != one.kind && $0.pattern?.meets(pattern) == true }
  }
}
