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
          select coalesce(sum(v.last_sequence - v.first_sequence + 1), 0)::bigint
          from billing_series_advances v
          where v.series_id = s.series_id and v.first_sequence > min(given.sequence)
            and v.last_sequence < max(given.sequence)
        ),
        max(given.sequence) - min(given.sequence) + 1, count(*) filter (where given.is_here)
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
          firstNumber: try row.string(4), lastNumber: try row.string(5),
          lastSequence: try row.int(6), lastBookingID: try row.decode(7), issued: try row.int(8),
          passedOver: try row.int(9), expected: try row.int(10), issuedHere: try row.int(11),
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
        r.invoice_number as number, r.booking_id, \(scope.holdsRecord()) as is_here
      from here
      join billing_records r
        on r.invoice_series_id = here.series_id and r.invoice_sequence <= here.last
      union all
      select a.series_id, a.sequence, a.adjustment_number, r.booking_id,
        \(scope.holdsAdjustment())
      from here
      join billing_adjustments a on a.series_id = here.series_id and a.sequence <= here.last
      join billing_records r on r.id = a.record_id
    )
    """
  }
}
