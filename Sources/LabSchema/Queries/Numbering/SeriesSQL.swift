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

  /// The series that the scope's documents are in, `here (series_id, last)`, up to the last of these; and
  /// all of their documents up to there, `given (series_id, sequence, …)`. So what is numbered later does
  /// not change what is said of an old month.
  ///
  /// - Parameters:
  ///   - invoice: more columns of a document that is an invoice, `r`, each after a comma.
  ///   - note: the same of one that is a note, `a`.
  static func documents(
    of scope: BillingScope, invoice: Statement = "", note: Statement = ""
  ) -> Statement {
    """
    with here as (
      select documents.series_id, max(documents.last) as last
      from (
        select r.invoice_series_id as series_id, max(r.invoice_sequence) as last
        from billing_records r
        where r.invoice_series_id is not null and \(scope.holdsRecord())
        group by r.invoice_series_id
        union all
        select a.series_id, max(a.sequence)
        from billing_adjustments a
        where \(scope.holdsAdjustment())
        group by a.series_id
      ) documents
      group by documents.series_id
    ),
    given as (
      select r.invoice_series_id as series_id, r.invoice_sequence as sequence\(invoice)
      from here
      join billing_records r
        on r.invoice_series_id = here.series_id and r.invoice_sequence <= here.last
      union all
      select a.series_id, a.sequence\(note)
      from here
      join billing_adjustments a on a.series_id = here.series_id and a.sequence <= here.last
    )
    """
  }
}
