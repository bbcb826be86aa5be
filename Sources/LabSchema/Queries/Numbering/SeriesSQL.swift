internal import Billing
internal import Postgres

/// Parts of statements about number series, each a row of `billing_number_series`.
enum SeriesSQL {
  /// The number at a place of a series, as the parts of its format write it.
  static func number(
    _ sequence: Statement, prefix: Statement, width: Statement, suffix: Statement
  ) -> Statement {
    """
    \(prefix) || lpad(\(sequence)::text, greatest(\(width), length(\(sequence)::text)), '0') \
    || \(suffix)
    """
  }

  /// Selects how many numbers of a series were passed over on purpose, as `count`.
  ///
  /// - Parameter condition: of the advances `v` that count.
  static func passedOver(in series: Statement, where condition: Statement = "true") -> Statement {
    """
    select coalesce(sum(v.last_sequence - v.first_sequence + 1), 0)::bigint as count
    from billing_series_advances v
    where v.series_id = \(series) and \(condition)
    """
  }

  /// The last number that each scope's documents have in a series, `here (first_date, series_id, last,
  /// documents)`, with how many of the scope's own are in it; all documents of these series up to there,
  /// `given (series_id, sequence, last)`, each with the first of these last numbers that it is not beyond;
  /// and what these come to up to each of them, `counted (series_id, last, first, documents, numbers)`. So
  /// what is numbered later does not change what is said of an old month.
  static func documents(of set: ScopeSet) -> Statement {
    """
    with here as (
      select documents.first_date, documents.series_id, max(documents.last) as last,
        sum(documents.count)::bigint as documents
      from (
        select \(set.firstOfRecord) as first_date, r.invoice_series_id as series_id,
          max(r.invoice_sequence) as last, count(*) as count
        from billing_records r
        where r.invoice_series_id is not null and \(set.holdsRecord)
        group by first_date, r.invoice_series_id
        union all
        select \(set.firstOfNote) as first_date, a.series_id, max(a.sequence), count(*)
        from billing_adjustments a
        where \(set.holdsNote)
        group by first_date, a.series_id
      ) documents
      group by documents.first_date, documents.series_id
    ),
    ends as (
      select here.series_id, array_agg(distinct here.last order by here.last) as lasts,
        max(here.last) as last
      from here
      group by here.series_id
    ),
    given as (
      select ends.series_id, r.invoice_sequence as sequence,
        ends.lasts[width_bucket(r.invoice_sequence - 1, ends.lasts) + 1] as last
      from ends
      join billing_records r
        on r.invoice_series_id = ends.series_id and r.invoice_sequence <= ends.last
      union all
      select ends.series_id, a.sequence,
        ends.lasts[width_bucket(a.sequence - 1, ends.lasts) + 1]
      from ends
      join billing_adjustments a on a.series_id = ends.series_id and a.sequence <= ends.last
    ),
    counted as (
      select part.series_id, part.last, min(part.first) over up_to_it as first,
        (sum(part.documents) over up_to_it)::bigint as documents,
        (sum(part.numbers) over up_to_it)::bigint as numbers
      from (
        select given.series_id, given.last, min(given.sequence) as first, count(*) as documents,
          count(distinct given.sequence) as numbers
        from given
        group by given.series_id, given.last
      ) part
      window up_to_it as (partition by part.series_id order by part.last)
    )
    """
  }

  /// The document at a place of a series, `alias (number, booking_id)`: an invoice or a note.
  static func document(_ sequence: Statement, of series: Statement, as alias: String) -> Statement {
    """
    (
      select r.invoice_number as number, r.booking_id
      from billing_records r
      where r.invoice_series_id = \(series) and r.invoice_sequence = \(sequence)
      union all
      select a.adjustment_number, r.booking_id
      from billing_adjustments a
      join billing_records r on r.id = a.record_id
      where a.series_id = \(series) and a.sequence = \(sequence)
      limit 1
    ) \(unescaped: alias)
    """
  }
}
