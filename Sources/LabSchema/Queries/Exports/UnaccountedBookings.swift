package import Billing
package import Postgres

extension Connection {
  /// The bookings of a month or day that a run was to bill and that have neither a record nor a
  /// finding that says why not. In the snapshot in which a run has decided about them there is none;
  /// later there is what the app has completed since, for a past date.
  ///
  /// - Parameter moment: only bookings that were written since then are looked at; nil looks at all.
  package func unaccountedBookings(
    in scope: BillingScope, terms: OutcomeTerms, since moment: LabMoment? = nil
  ) throws -> [BookingID] {
    // New ones are few, whatever the planner expects: they are found before anything is asked of them.
    let bookings: Statement =
      moment.map { moment in
        """
        (
          select *
          from bookings b
          where \(terms.isWithin(scope)) and \(Statement.isWritten("b", since: moment.seenBefore))
          offset 0
        ) b
        """
      } ?? "bookings b"
    return try query(
      """
      select b.id
      from \(bookings)
      left join billing_records r on r.booking_id = b.id
      where \(terms.isWithin(scope))
        and r.booking_id is null
        and \(terms.isBillable)
        and (\(terms.isExcluded)) is not true
        and \(terms.nightHasCome)
        and not \(OutcomeTerms.hasQuarantine)
      order by b.id
      """
    ) { row in try row.decode(0, as: BookingID.self) }
  }
}

extension TieOut.Check {
  /// That a run has accounted for every booking it was to bill.
  package static func allLookedAt(_ unaccounted: [BookingID]) -> TieOut.Check {
    TieOut.Check(
      "Bookings to bill without a record or a finding",
      .counts(expected: 0, actual: unaccounted.count))
  }
}
