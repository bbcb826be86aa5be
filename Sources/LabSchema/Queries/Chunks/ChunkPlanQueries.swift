package import Billing
internal import Postgres

/// What a run has to do, before it does any of it.
extension ChunkReader {
  /// The days of the window's open periods that have bookings, in pieces of at most `size`. The
  /// last piece of a day has no upper end, so that a booking made meanwhile is in it.
  package func days(_ window: RunWindow, size: Int) throws -> [ChunkScope] {
    guard window.repriceFrom <= window.through else { return [] }
    return try connection.query(
      """
      select service_date, min(id), max(id), count(*) over (partition by service_date) = 1
          or row_number() over (partition by service_date order by piece desc) = 1
      from (
        select id, service_date,
          (row_number() over (partition by service_date order by id) - 1) / \(size)::bigint as piece
        from (
          select b.id, \(dates.serviceDate()) as service_date
          from bookings b
          where \(dates.isWithin(window.repriceFrom, through: window.through))
        ) dated
      ) numbered
      where not \(PeriodSQL.isClosed(period: PeriodSQL.month(of: "service_date")))
      group by service_date, piece
      order by service_date, piece
      """
    ) { row in
      let first: BookingID = try row.decode(1)
      let last: BookingID = try row.bool(3) ? BookingID(.max) : row.decode(2)
      return .day(try row.decode(0), ids: first...last)
    }
  }

  /// The bookings among `candidates (booking_id)` whose service date is none of these, as `dated (id,
  /// service_date)`: followed by more of them.
  func candidatesOutside(_ first: CalendarDate, through last: CalendarDate) -> Statement {
    """
    select id
    from (
      select b.id, \(dates.serviceDate()) as service_date
      from candidates c
      join bookings b on b.id = c.booking_id
    ) dated
    where service_date is null
      or service_date not between \(first)::date and \(last)::date
    """
  }

  /// Whether booking `b` is billable, and has no record.
  func isUnbilled(_ billableStatuses: [String]) -> Statement {
    """
    \(statusIsAmong("b.status", billableStatuses))
      and not exists (select from billing_records r where r.booking_id = b.id)
    """
  }

  /// The service dates of the first and last booking, or nil where the lab has none with a date.
  package func firstAndLastServiceDate() throws -> (first: CalendarDate, last: CalendarDate)? {
    try connection.first(
      """
      select min(\(dates.serviceDate())), max(\(dates.serviceDate()))
      from bookings b
      having count(booking_date) > 0
      """
    ) { (try $0.decode(0), try $0.decode(1)) }
  }
}
