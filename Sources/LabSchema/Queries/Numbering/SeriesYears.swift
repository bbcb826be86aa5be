internal import Billing
internal import Postgres

/// The financial years of series that were begun before a series kept the first day of its own.
struct SeriesYears {
  private let connection: Connection

  init(_ connection: Connection) {
    self.connection = connection
  }

  /// Writes down the year of each such series whose documents all lie in the year that its label
  /// means today.
  ///
  /// - Parameter fiscalYear: the one that is to be numbered in.
  /// - Throws: ``NumberingError/yearStartChanged(_:fiscalYear:startedOn:)`` where the documents of
  ///   one say that years started on another day, and that touches this year.
  func learn(_ fiscalYear: FiscalYear) throws {
    for (series, start) in try learnable(fiscalYear) {
      try connection.execute(
        """
        update billing_number_series
        set year_start = \(start)
        where series_id = \(series)
        """)
    }
  }

  /// What ``learn(_:)`` would write down: the first day of each such series' year.
  @discardableResult
  func learnable(_ fiscalYear: FiscalYear) throws -> [(NumberSeriesID, CalendarDate)] {
    let yearStart = fiscalYear.yearStart
    return try unknown().compactMap { series, first, last in
      let years = [first, last].map { FiscalYear(containing: $0, startingOn: yearStart) }
      if years.allSatisfy({ $0.label == series.fiscalYear }) {
        return (series.seriesID, years[0].start)
      }
      guard last < fiscalYear.start, series.fiscalYear != fiscalYear.label else {
        throw NumberingError.yearStartChanged(
          yearStart, fiscalYear: series.fiscalYear, startedOn: nil)
      }
      return nil
    }
  }

  /// Those of which numbers were given, with the dates of their first and last document.
  private func unknown() throws -> [(NumberSeries, CalendarDate, CalendarDate)] {
    try connection.query(
      """
      select \(unescaped: NumberSeries.selectList(of: "s")), min(document.date),
        max(document.date)
      from billing_number_series s
      join lateral (
        select r.invoice_date as date
        from billing_records r
        where r.invoice_series_id = s.series_id
        union all
        select a.adjustment_date from billing_adjustments a where a.series_id = s.series_id
      ) document on true
      where s.year_start is null
      group by s.series_id
      order by s.series_id
      """
    ) { row in
      var column = 0
      return try (
        NumberSeries(row: row, next: &column), row.next(&column), row.next(&column)
      )
    }
  }
}
