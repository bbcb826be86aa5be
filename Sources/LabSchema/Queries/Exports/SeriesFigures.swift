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

  /// The series that the scope's documents are in.
  package func series() throws -> [SeriesFigures] {
    var series = try connection.query(
      """
      \(givenNumbers)
      select s.series_id, s.kind, s.fiscal_year, s.number_format,
        (array_agg(given.number order by given.sequence))[1],
        (array_agg(given.number order by given.sequence desc))[1],
        max(given.sequence), (array_agg(given.booking_id order by given.sequence desc))[1],
        count(*),
        (
          \(SeriesSQL.passedOver(
            in: "s.series_id",
            where: """
              v.first_sequence > min(given.sequence) and v.last_sequence < max(given.sequence)
              """))
        ),
        max(given.sequence) - min(given.sequence) + 1, count(*) filter (where given.is_here)
      from given
      join billing_number_series s on s.series_id = given.series_id
      group by s.series_id
      order by \(Statement.place(of: "s.kind", among: NumberSeriesKind.self)),
        s.fiscal_year, s.series_id
      """
    ) { row in
      var column = 0
      return try (
        id: row.next(&column) as Int,
        figures: SeriesFigures(
          kind: row.next(&column), fiscalYear: row.next(&column), numberFormat: row.next(&column),
          firstNumber: row.next(&column), lastNumber: row.next(&column),
          lastSequence: row.next(&column), lastBookingID: row.next(&column),
          issued: row.next(&column),
          passedOver: row.next(&column), expected: row.next(&column), issuedHere: row.next(&column),
          gaps: [])
      )
    }
    for index in series.indices
    where series[index].figures.missing != 0 {
      series[index].figures.gaps = try gaps(of: series[index].id)
    }
    return series.map(\.figures)
  }

  private func gaps(of seriesID: Int) throws -> [String] {
    try connection.query(
      """
      \(givenNumbers)
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

  /// The documents of each series the scope is in, up to the scope's last.
  private var givenNumbers: Statement {
    SeriesSQL.documents(
      of: scope,
      invoice: ", r.invoice_number as number, r.booking_id, \(scope.holdsRecord()) as is_here",
      note: """
        , a.adjustment_number,
          (select noted.booking_id from billing_records noted where noted.id = a.record_id),
          \(scope.holdsAdjustment())
        """)
  }
}
