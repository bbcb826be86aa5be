internal import Billing
internal import Postgres

/// Parts of statements about credit and debit notes, each a row of `billing_adjustments`.
enum NoteSQL {
  /// What note `alias` changes its record by: a credit note takes off.
  static func change(_ alias: String = "a") -> Statement {
    """
    case \(unescaped: alias).kind when \(word: AdjustmentKind.debitNote) then \(unescaped: alias).amount \
    else -\(unescaped: alias).amount end
    """
  }

  /// What is to be known of the last note `a` of record `r`; no row where there is none.
  static func last(_ columns: Statement, as alias: String = "last") -> Statement {
    """
    (
      select \(columns)
      from billing_adjustments a
      where a.record_id = r.id
      order by a.adjustment_id desc
      limit 1
    ) \(unescaped: alias)
    """
  }

  /// The explanation of what is billed of record `r` today: its last note's, else its own. Beside it
  /// stands ``joinLast``.
  static let standingExplanation: Statement = "coalesce(last.pricing_after, r.pricing)"

  /// Joins the last note of record `r`, where it has any.
  static let joinLast: Statement = "left join lateral \(last("a.pricing_after")) on true"
}
