internal import Billing
internal import Postgres

/// The numbers of one series up to where it stands: those that documents have, those that were passed
/// over, and those that are missing.
struct SeriesNumbers {
  private let series: NumberSeries
  private let connection: Connection

  init(_ series: NumberSeries, over connection: Connection) {
    self.series = series
    self.connection = connection
  }

  /// How many documents have a number of the series, and how many numbers were passed over.
  func accountedFor() throws -> Int64 {
    try connection.query(
      """
      select
        (select count(*) from billing_records r where r.invoice_series_id = \(series.seriesID))
        + (select count(*) from billing_adjustments a where a.series_id = \(series.seriesID))
        + (\(SeriesSQL.passedOver(in: "\(series.seriesID)")))
      """
    ) { try $0.decode(0, as: Int64.self) }[0]
  }

  /// Refuses a series of whose numbers, up to where it stands, one is neither a document's nor passed
  /// over.
  ///
  /// - Throws: ``NumberingError/missing(_:first:count:last:)``.
  func requireAll(in format: InvoiceNumberFormat) throws {
    let missing = series.lastSequence - (try accountedFor())
    guard missing != 0 else { return }
    let first = try self.missing(limit: 1).first?.lowerBound ?? 1
    throw NumberingError.missing(
      series.kind, first: format.number(first, fiscalYearLabel: series.fiscalYear), count: missing,
      last: series.lastSequence)
  }

  /// The stretches of numbers up to `last` that neither a document has nor somebody passed over.
  ///
  /// - Parameter last: where the series stands, or will stand.
  func missing(through last: Int64? = nil, limit: Int? = nil) throws -> [ClosedRange<Int64>] {
    let end = (last ?? series.lastSequence) + 1
    return try connection.query(
      """
      with taken as (
        select r.invoice_sequence as first, r.invoice_sequence as last
        from billing_records r
        where r.invoice_series_id = \(series.seriesID)
        union all
        select a.sequence, a.sequence
        from billing_adjustments a
        where a.series_id = \(series.seriesID)
        union all
        select v.first_sequence, v.last_sequence
        from billing_series_advances v
        where v.series_id = \(series.seriesID)
        union all
        select \(end)::bigint, \(end)::bigint
      )
      select before + 1, first - 1
      from (
        select first, coalesce(lag(last) over (order by first), 0) as before
        from taken
      ) stretch
      where first > before + 1 and first <= \(end)::bigint
      order by first
      limit \(limit)::bigint
      """
    ) { row in try row.decode(0, as: Int64.self)...row.decode(1, as: Int64.self) }
  }
}
