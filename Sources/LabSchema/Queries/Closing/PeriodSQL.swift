internal import Billing
internal import Postgres

/// Whether a period takes new records.
package enum PeriodState: String, StoredEnumeration {
  case open
  case closed
}

/// Parts of statements about months, each a row of `billing_periods`, and their seals. A month without a
/// row is open (R7).
enum PeriodSQL {
  /// The month of a date, as a row has it.
  static func month(of date: Statement) -> Statement { "to_char(\(date), 'YYYY-MM')" }

  /// Whether the month of row `alias` is closed.
  static func isClosed(_ alias: String = "p") -> Statement {
    "\(unescaped: alias).state = \(word: PeriodState.closed)"
  }

  /// Whether a month is closed.
  ///
  /// - Parameter period: an expression such as `r.billing_period`.
  static func isClosed(period: Statement) -> Statement {
    """
    exists (
      select from billing_periods closing where closing.period = \(period) and \(isClosed("closing"))
    )
    """
  }

  /// Whether seal `alias` holds: its month was not opened again.
  static func holds(_ alias: String = "s") -> Statement {
    "\(unescaped: alias).reopened_at is null"
  }
}
