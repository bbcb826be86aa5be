package import Billing
internal import Postgres

extension ChunkReader {
  /// Bookings whose record or open finding stands in a month or day, and whose own date does not:
  /// moved, undated, or posted here from a closed month. Oldest first, undated ones last.
  package func bookingsFromElsewhere(
    _ scope: BillingScope, through: CalendarDate
  ) throws -> [BookingID] {
    let findings: Statement =
      switch scope {
      case .period(let period): "f.billing_period = \(period)"
      case .day(let date): "f.service_date = \(date)::date"
      }
    return try connection.query(
      """
      with candidates (booking_id) as (
        select r.booking_id from billing_records r where \(scope.holdsRecord())
        union
        select f.booking_id
        from billing_findings f
        where \(FindingState.isCurrent()) and f.booking_id is not null and \(findings)
      )
      \(candidatesOutside(scope.first, through: through))
      order by service_date nulls last, id
      """
    ) { try $0.decode(0) }
  }

  /// Billable bookings without a record of closed months, which are posted to the first day after
  /// them (R7).
  package func lateBookings(
    from first: CalendarDate, through last: CalendarDate, billableStatuses: [String]
  ) throws -> [BookingID] {
    try connection.query(
      """
      select b.id
      from bookings b
      where \(dates.isWithin(first, through: last))
        and \(isUnbilled(billableStatuses))
      order by \(dates.serviceDate()), b.id
      """
    ) { try $0.decode(0) }
  }
}

extension ChunkReader {
  /// The explanations of what is billed of these bookings (R9): the record's own, or that of the last
  /// note that corrected it.
  package func pricing(of ids: [BookingID]) throws -> [BookingID: JSONText] {
    guard !ids.isEmpty else { return [:] }
    let rows = try connection.query(
      """
      select r.booking_id, \(NoteSQL.standingExplanation)
      from billing_records r
      \(NoteSQL.joinLast)
      where r.booking_id = any(\(ids)::int[])
      """
    ) { row in (try row.decode(0, as: BookingID.self), try row.decode(1, as: JSONText.self)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
