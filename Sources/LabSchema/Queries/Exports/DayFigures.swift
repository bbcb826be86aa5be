internal import Postgres

/// One day's bookings, by service date, and records, by billing date.
package struct DayFigures: Sendable {
  package var date: CalendarDate
  package var bookings = BookingCounts()
  package var records = 0
  package var amounts = RecordAmounts.zero
  /// Final amount of the records that have a number.
  package var invoiced = Money.zero
  /// What notes have added to the records, or taken from them, whenever they were posted.
  package var adjusted = Money.zero

  package init(date: CalendarDate) {
    self.date = date
  }
}

/// How many bookings had which outcome.
package struct BookingCounts: Hashable, Sendable {
  package var billed = 0
  package var excluded = 0
  package var waiting = 0
  package var quarantined = 0

  package var total: Int { billed + excluded + waiting + quarantined }

  package init() {}

  package mutating func add(_ other: BookingCounts) {
    billed += other.billed
    excluded += other.excluded
    waiting += other.waiting
    quarantined += other.quarantined
  }

  package mutating func count(_ outcome: BookingOutcome, _ number: Int) {
    switch outcome {
    case .billed: billed += number
    case .excluded: excluded += number
    case .waiting: waiting += number
    case .quarantined: quarantined += number
    }
  }
}

extension ExportReader {
  /// A value for each day of the scope, also for those on which nothing happened.
  package func days() throws -> [DayFigures] {
    var days = scope.dates.map { DayFigures(date: $0) }
    let first = scope.first
    try connection.forEach(
      """
      select counted.service_date, counted.outcome, count(*)
      from (
        select \(terms.serviceDates.serviceDate(of: "b")) as service_date,
          \(terms.outcome) as outcome
        from bookings b
        left join billing_records r on r.booking_id = b.id
        where \(terms.isWithin(scope))
      ) counted
      group by counted.service_date, counted.outcome
      """
    ) { row in
      let date: CalendarDate = try row.decode(0)
      days[date.days(since: first)].bookings.count(try row.decode(1), try row.int(2))
    }
    try connection.forEach(
      """
      select r.billing_date, count(*),
        coalesce(sum(r.final_amount) filter (where r.status in ('invoiced', 'paid')), 0),
        coalesce(sum(adjusted.amount), 0), \(RecordAmounts.sums)
      from billing_records r
      \(Self.settlements)
      where \(scope.holdsRecord())
      group by r.billing_date
      """
    ) { row in
      let date: CalendarDate = try row.decode(0)
      let index = date.days(since: first)
      days[index].records = try row.int(1)
      days[index].invoiced = try row.decode(2)
      days[index].adjusted = try row.decode(3)
      days[index].amounts = try RecordAmounts(row: row, from: 4)
    }
    return days
  }
}
