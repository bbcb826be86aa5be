package import Postgres

extension Connection {
  /// The bookings of these months that a run was to bill and that have neither a record nor a
  /// finding that says why not: what the app completed for a past date after the run had looked.
  package func unaccountedBookings(
    _ periods: [BillingPeriod], terms: OutcomeTerms
  ) throws -> [BookingID] {
    try periods.flatMap { period in
      try query(
        """
        select b.id
        from bookings b
        left join billing_records r on r.booking_id = b.id
        where \(terms.isWithin(.period(period)))
          and r.id is null
          and \(terms.isBillable)
          and (\(terms.isExcluded)) is not true
          and \(terms.nightHasCome)
          and not \(OutcomeTerms.hasQuarantine)
        order by b.id
        """
      ) { row in try row.decode(0, as: BookingID.self) }
    }
  }
}
