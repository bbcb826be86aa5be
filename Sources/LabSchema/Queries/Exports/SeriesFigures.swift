internal import Postgres

/// A number series as it stands after the last number that belongs to the scope: what was issued
/// later changes nothing here.
package struct SeriesFigures: Sendable {
  package var kind: NumberSeriesKind
  package var fiscalYear: String
  package var numberFormat: String
  package var firstNumber: String
  package var lastNumber: String
  package var issued: Int
  /// Last sequence − first sequence + 1.
  package var expected: Int
  /// Documents of the scope itself.
  package var issuedHere: Int
  /// Sequences that no document has, as `7` or `7–9`, at most a few of them.
  package var gaps: [String]
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
        count(*), max(given.sequence) - min(given.sequence) + 1,
        count(*) filter (where given.is_here)
      from given
      join billing_number_series s on s.series_id = given.series_id
      group by s.series_id
      order by array_position(array['invoice', 'credit_note', 'debit_note'], s.kind),
        s.fiscal_year, s.series_id
      """
    ) { row in
      (
        id: try row.int(0),
        figures: SeriesFigures(
          kind: try row.decode(1), fiscalYear: try row.string(2), numberFormat: try row.string(3),
          firstNumber: try row.string(4), lastNumber: try row.string(5), issued: try row.int(6),
          expected: try row.int(7), issuedHere: try row.int(8), gaps: [])
      )
    }
    for index in series.indices
    where series[index].figures.issued != series[index].figures.expected {
      series[index].figures.gaps = try gaps(of: series[index].id)
    }
    return series.map(\.figures)
  }

  private func gaps(of seriesID: Int) throws -> [String] {
    try connection.query(
      """
      \(givenNumbers)
      select spaced.sequence + 1, spaced.next - 1
      from (
        select given.sequence, lead(given.sequence) over (order by given.sequence) as next
        from given
        where given.series_id = \(seriesID)
      ) spaced
      where spaced.next > spaced.sequence + 1
      order by spaced.sequence
      limit \(Self.namedGaps)
      """
    ) { row in
      let (first, last) = (try row.int(0), try row.int(1))
      return first == last ? "\(first)" : "\(first)–\(last)"
    }
  }

  /// The documents of each series the scope is in, up to the scope's last.
  private var givenNumbers: Statement {
    """
    with here as (
      select r.invoice_series_id as series_id, max(r.invoice_sequence) as last
      from billing_records r
      where r.invoice_series_id is not null and \(scope.holdsRecord())
      group by r.invoice_series_id
      union all
      select a.series_id, max(a.sequence)
      from billing_adjustments a
      where \(scope.holdsAdjustment())
      group by a.series_id
    ),
    given as (
      select r.invoice_series_id as series_id, r.invoice_sequence as sequence,
        r.invoice_number as number, \(scope.holdsRecord()) as is_here
      from here
      join billing_records r
        on r.invoice_series_id = here.series_id and r.invoice_sequence <= here.last
      union all
      select a.series_id, a.sequence, a.adjustment_number, \(scope.holdsAdjustment())
      from here
      join billing_adjustments a on a.series_id = here.series_id and a.sequence <= here.last
    )
    """
  }
}
