package import Billing
internal import Postgres

/// What a night has to look at beside the days that it takes as a whole, and what is true of the others.
package struct BookingsToLookAt: Sendable {
  /// Oldest first, undated ones last.
  package fileprivate(set) var bookings: [BookingID] = []
  /// What a look at the other bookings would find, by service date: that all is as it was.
  package fileprivate(set) var others: [Others] = []
  /// Whether any record was written since the mark, by whomever.
  package fileprivate(set) var haveRecordsChanged = false

  /// The bookings of a service date that are not looked at.
  package struct Others: Sendable {
    package let serviceDate: CalendarDate
    package let bookings: Int
    package let records: Int
    /// What these records come to.
    package let final: Money
  }
}

/// By what a night finds the bookings to look at.
package struct LookingTerms: Sendable {
  package var window: RunWindow
  /// nil where nothing is known of the rows: then all of the window's are looked at.
  package var mark: ChangeMark?
  /// Days on which something else is in force.
  package var changedDays: [CalendarDate]
  /// What changed of lines and redemptions.
  package var changedLines: LineChanges
  /// Whether redemptions that the mark knew are gone, or were written anew.
  package var redemptionsWereUndone: Bool
  /// Days that are looked at as a whole by chunks of their own.
  package var wholeDays: [CalendarDate]
  /// Drafts of earlier billing dates are to be finalized.
  package var dueBefore: CalendarDate
  package var billableStatuses: [String]

  package init(
    window: RunWindow, since mark: ChangeMark?, changedDays: [CalendarDate],
    changedLines: LineChanges, redemptionsWereUndone: Bool, wholeDays: [CalendarDate],
    dueBefore: CalendarDate,
    billableStatuses: [String]
  ) {
    self.window = window
    self.mark = mark
    self.changedDays = changedDays
    self.changedLines = changedLines
    self.redemptionsWereUndone = redemptionsWereUndone
    self.wholeDays = wholeDays
    self.dueBefore = dueBefore
    self.billableStatuses = billableStatuses
  }

  private func isWritten(_ alias: String, since transaction: KeyPath<ChangeMark, Int64>)
    -> Statement
  {
    mark.map { Statement.isWritten(alias, since: $0[keyPath: transaction]) } ?? "true"
  }

  /// Whether row `alias` of the app's was written since the mark.
  func isNewFact(_ alias: String) -> Statement { isWritten(alias, since: \.factsBefore) }

  /// Whether record or finding `alias` was written since the mark.
  func isNewRecord(_ alias: String) -> Statement { isWritten(alias, since: \.recordsBefore) }
}

extension ChunkReader {
  /// The bookings of which a look can find anything: those that were written since the mark, with their
  /// lines, records and findings; billable ones without a record; drafts that are due; what a person has
  /// to decide on; and whatever stands elsewhere than its booking.
  package func bookingsToLookAt(_ terms: LookingTerms) throws -> BookingsToLookAt {
    let (first, last) = (terms.window.lookedAfterFrom, terms.window.through)
    var look = BookingsToLookAt()
    let isToBill = statusIsAmong("b.status", terms.billableStatuses)
    try connection.forEach(
      """
      with candidates (booking_id) as materialized (
        \(candidates(terms).joined(separator: "\nunion\n"))
      ),
      named (booking_id) as (
        select booking_id from candidates
        union
        \(changed(terms).joined(separator: "\nunion\n"))
      ),
      -- A row for each booking that is looked at, and for each date one for all others. Records, too, that
      -- stand elsewhere than their bookings: these have no service date here.
      seen as materialized (
        select service_date,
          case
            when is_elsewhere
              or (is_new or service_date = any(\(terms.changedDays)::date[]))
                and service_date <> all(\(terms.wholeDays)::date[])
            then id
          end as looked_at,
          count(*) as bookings, count(record_id) as records,
          coalesce(sum(final_amount), 0) as final, bool_or(is_record_new) as is_record_new
        from (
          select coalesce(b.id, r.booking_id) as id, \(dates.serviceDate()) as service_date,
            r.id as record_id, r.final_amount, r.is_new as is_record_new,
            b.id is null as is_elsewhere,
            named.booking_id is not null
              or \(Self.block(of: "b.id")) = any(\(terms.changedLines.blocks.map(\.block))::int[])
              or case
                when r.id is null then \(terms.mark == nil ? "true" : isToBill)
                else
                  b.is_new
                  or r.is_new
                  or \(RecordSQL.isDraft()) and r.billing_date < \(terms.dueBefore)::date
                  -- A record's own customer is there: its foreign key says so.
                  or b.user_id is distinct from r.user_id
                    and not exists (select from users u where u.id = b.user_id)
              end as is_new
          from (
            select b.*, \(terms.isNewFact("b")) as is_new
            from bookings b
            where \(dates.isWithin(first, through: last))
          ) b
          full join (
            select r.*, \(terms.isNewRecord("r")) as is_new
            from billing_records r
            where \(RecordSQL.isDraft())
              or r.billing_date >= \(first)::date
              or \(terms.isNewRecord("r"))
          ) r on r.booking_id = b.id
          left join named on named.booking_id = b.id
          -- Each of these is worked out once, and the planner does not sort the rows for a group each.
          offset 0
        ) booked
        group by 1, 2
      )
      select service_date, looked_at, bookings, records, final
      from seen
      where service_date is not null and service_date <> all(\(terms.wholeDays)::date[])
      union all
      select \(dates.serviceDate()), b.id, null, null, null
      from (
        select booking_id from candidates
        union
        select looked_at from seen where service_date is null
      ) asked
      -- They are few, whatever the planner expects: each is looked up.
      cross join lateral (select * from bookings b where b.id = asked.booking_id offset 0) b
      where (\(dates.isWithin(first, through: last))) is not true
      union all
      select null, null, count(*) filter (where is_record_new), null, null from seen
      order by 1 nulls last, 2
      """
    ) { row in
      if let booking = try row.decodeOptional(1, as: BookingID.self) {
        look.bookings.append(booking)
      } else if row.isNull(0) {
        look.haveRecordsChanged = try row.int(2) > 0
      } else {
        look.others.append(
          BookingsToLookAt.Others(
            serviceDate: try row.decode(0), bookings: try row.int(2), records: try row.int(3),
            final: try row.decode(4)))
      }
    }
    return look
  }

  /// Statements of bookings to look at on any date, whatever their own row says.
  private func candidates(_ terms: LookingTerms) -> [Statement] {
    let window = terms.window
    var candidates: [Statement] = [
      """
      select b.id
      from bookings b
      where b.booking_date is null
        and \(statusIsAmong("b.status", terms.billableStatuses))
      """,
      """
      select f.booking_id
      from billing_findings f
      where f.booking_id is not null
        and \(FindingState.isCurrent())
        and (
          f.kind = any(\(Self.kindsLookedAtAgain)::text[])
          or (
              not \(FindingState.isOf(.warn))
              -- It tells of other bookings.
              or f.kind = \(word: FindingKind.redemptionInvalid)
              or \(terms.isNewRecord("f"))
            )
            and not exists (
              select
              from billing_records r
              join billing_periods p on p.period = r.billing_period and \(PeriodSQL.isClosed())
              where r.booking_id = f.booking_id
            )
        )
      """,
    ]
    if window.start < window.lookedAfterFrom {
      candidates.append(
        """
        select b.id
        from bookings b
        where \(dates.isWithin(window.start, through: window.lookedAfterFrom.addingDays(-1)))
          and \(isUnbilled(terms.billableStatuses))
        """)
    }
    return candidates
  }

  /// Statements of bookings of whose lines or coupons something was written since the mark: of these only
  /// the ones of the window are looked at.
  private func changed(_ terms: LookingTerms) -> [Statement] {
    [
      "select unnest(\(terms.changedLines.bookings)::int[])",
      // Of a coupon that may be used so many times, each use decides about those after it.
      """
      select r.booking_id
      from coupon_redemptions r
      join coupons c on c.id = r.coupon_id
      left join (
        select n.coupon_id, min(n.redemption_date) as first_date
        from coupon_redemptions n
        where \(terms.isNewFact("n"))
        group by n.coupon_id
      ) new on new.coupon_id = r.coupon_id
      where (c.max_uses is not null or c.max_uses_per_user is not null)
        and (\(terms.redemptionsWereUndone) or r.redemption_date >= new.first_date)
      """,
    ]
  }

  /// Findings for which a booking is looked at each night, in a closed month too.
  private static let kindsLookedAtAgain =
    (FindingKind.ofFinalized + [.rowLocked]).map(\.rawValue)
}
