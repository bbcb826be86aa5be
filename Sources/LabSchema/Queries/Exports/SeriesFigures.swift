package import Billing
internal import Postgres

/// A number series as it stands after the last number that belongs to the scope: what was issued
/// later changes nothing here.
package struct SeriesFigures: Sendable {
  package var kind: NumberSeriesKind
  package var fiscalYear: String
  package var numberFormat: String
  package var firstNumber: String
  package var lastNumber: String
  package var lastSequence: Int
  /// The booking of the document that has the last number.
  package var lastBookingID: BookingID
  package var issued: Int
  /// Numbers between the first and the last that were passed over on purpose.
  package var passedOver: Int
  /// Last sequence − first sequence + 1.
  package var expected: Int
  /// Documents of the scope itself.
  package var issuedHere: Int
  /// Sequences that no document has, as `7` or `7–9`, at most a few of them.
  package var gaps: [String]
}

extension SeriesFigures {
  /// Numbers that neither a document has nor somebody passed over; below zero where one is two's.
  package var missing: Int { expected - issued - passedOver }
}

extension ExportReader {
  /// Gaps that are named one by one.
  private static var namedGaps: Int { 20 }

  /// The series that the documents of each scope are in.
  package func series(_ set: ScopeSet) throws -> [BillingScope: [SeriesFigures]] {
    let rows = try connection.query(
      """
      \(SeriesSQL.documents(of: set))
      select here.first_date, s.series_id, s.kind, s.fiscal_year, s.number_format,
        first_document.number, last_document.number, here.last, last_document.booking_id,
        counted.documents,
        (
          \(SeriesSQL.passedOver(
            in: "s.series_id",
            where: "v.first_sequence > counted.first and v.last_sequence < here.last"))
        ),
        here.last - counted.first + 1, here.documents
      from here
      join counted on counted.series_id = here.series_id and counted.last = here.last
      join billing_number_series s on s.series_id = here.series_id
      cross join lateral \(SeriesSQL.document(
        "counted.first", of: "here.series_id", as: "first_document"))
      cross join lateral \(SeriesSQL.document(
        "here.last", of: "here.series_id", as: "last_document"))
      order by here.first_date, \(Statement.place(of: "s.kind", among: NumberSeriesKind.self)),
        s.fiscal_year, s.series_id
      """
    ) { row in
      var column = 0
      return try (
        scope: set.scope(row.next(&column)), id: row.next(&column) as Int,
        figures: SeriesFigures(
          kind: row.next(&column), fiscalYear: row.next(&column), numberFormat: row.next(&column),
          firstNumber: row.next(&column), lastNumber: row.next(&column),
          lastSequence: row.next(&column), lastBookingID: row.next(&column),
          issued: row.next(&column),
          passedOver: row.next(&column), expected: row.next(&column), issuedHere: row.next(&column),
          gaps: [])
      )
    }
    var series: [BillingScope: [SeriesFigures]] = [:]
    for row in rows {
      var figures = row.figures
      if figures.missing != 0 { figures.gaps = try gaps(of: row.id, in: row.scope) }
      series[row.scope, default: []].append(figures)
    }
    return series
  }

  private func gaps(of seriesID: Int, in scope: BillingScope) throws -> [String] {
    try connection.query(
      """
      \(SeriesSQL.documents(of: ScopeSet(scope)))
      select spaced.last + 1, spaced.next - 1
      from (
        select taken.last, lead(taken.first) over (order by taken.first) as next
        from (
          select given.sequence as first, given.sequence as last
          from given
          where given.series_id = \(seriesID)
          union all
          select v.first_sequence, v.last_sequence
          from billing_series_advances v
          where v.series_id = \(seriesID)
        ) taken
      ) spaced
      where spaced.next > spaced.last + 1
      order by spaced.last
      limit \(Self.namedGaps)
      """
    ) { row in
      let (first, last) = (try row.int(0), try row.int(1))
      return first == last ? "\(first)" : "\(first)–\(last)"
    }
  }
}
