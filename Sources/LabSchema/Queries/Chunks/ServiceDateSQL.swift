package import Billing
package import Postgres

/// The billing time zone in SQL (R1). The session's own `TimeZone` is set to
/// `database.naive_time_zone`, so the cast to `timestamptz` reads a `timestamp` column in that zone
/// and leaves a `timestamptz` column as it is: one text serves both.
package struct ServiceDateSQL: Sendable {
  /// The zone's name as Postgres knows it, such as `Asia/Kolkata`.
  package let billingZone: String

  package init(billingZone: String) {
    self.billingZone = billingZone
  }

  /// The service date of a `bookings` row that the query calls by `alias`.
  package func serviceDate(of alias: String = "b") -> Statement {
    "(\(unescaped: alias).booking_date::timestamptz at time zone \(billingZone))::date"
  }

  /// The instant at which a date begins in the billing zone: a bound that an index on
  /// `booking_date` serves, whichever of its two types the column has.
  package func start(of date: CalendarDate) -> Statement {
    "(\(date)::date::timestamp at time zone \(billingZone))"
  }

  /// The bookings `b` of one service date, which a query has in a column.
  func isOn(_ date: Statement) -> Statement {
    """
    b.booking_date >= (\(date)::timestamp at time zone \(billingZone))
      and b.booking_date < ((\(date) + 1)::timestamp at time zone \(billingZone))
    """
  }

  /// The bookings of a half-open range of service dates.
  package func isWithin(
    _ first: CalendarDate, through last: CalendarDate, alias: String = "b"
  ) -> Statement {
    """
    \(unescaped: alias).booking_date >= \(start(of: first))
      and \(unescaped: alias).booking_date < \(start(of: last.addingDays(1)))
    """
  }
}
