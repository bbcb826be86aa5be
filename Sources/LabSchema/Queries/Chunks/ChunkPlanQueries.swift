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

  /// Bookings outside the days that are priced anew, and still this run's business: billable ones
  /// without a record, drafts, those whose record stands in a day that is priced anew, or in one that
  /// changed, and whatever has an open finding. Oldest first, undated ones last.
  ///
  /// - Parameter changedDays: billing dates, as ``changedDays(_:terms:)`` tells them.
  package func bookingsLeftBehind(
    _ window: RunWindow, billableStatuses: [String], changedDays: [CalendarDate]
  ) throws -> [BookingID] {
    try connection.query(
      """
      with candidates (booking_id) as (
        select b.id
        from bookings b
        where \(dates.isWithin(window.start, through: window.through))
          and \(isUnbilled(billableStatuses))
        union
        select b.id
        from bookings b
        where b.booking_date is null
          and \(statusIsAmong("b.status", billableStatuses))
        union
        select r.booking_id from billing_records r where \(RecordSQL.isDraft())
        union
        -- Moved out of the days that are priced anew, or something of it changed in another day.
        select r.booking_id
        from billing_records r
        where \(RecordSQL.isFinalized())
          and (
            r.billing_date between \(window.repriceFrom)::date and \(window.through)::date
              and not \(PeriodSQL.isClosed(period: "r.billing_period"))
            or r.billing_date = any(\(changedDays)::date[])
          )
        union
        select f.booking_id
        from billing_findings f
        left join billing_records r on r.booking_id = f.booking_id
        left join billing_periods p on p.period = r.billing_period and \(PeriodSQL.isClosed())
        where f.booking_id is not null
          and \(FindingState.isCurrent())
          and (p.period is null or f.kind = any(\(Self.kindsLookedAtAgain)::text[]))
      )
      \(candidatesOutside(window.repriceFrom, through: window.through))
        or \(PeriodSQL.isClosed(period: PeriodSQL.month(of: "service_date")))
      order by service_date nulls last, id
      """
    ) { try $0.decode(0) }
  }

  /// Findings for which a booking of a closed month is looked at each night.
  private static let kindsLookedAtAgain = (FindingKind.ofFinalized + [.rowLocked]).map(\.rawValue)

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
