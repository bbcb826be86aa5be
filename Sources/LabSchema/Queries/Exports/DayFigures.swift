package import Billing
internal import Postgres

/// One day's bookings, by service date, and records, by billing date.
package struct DayFigures: Sendable {
  package var date: CalendarDate
  package var bookings = BookingCounts()
  package var records = 0
  /// What the records come to, with all of their notes, whenever they were posted.
  package var balance = Balance.zero
  /// Final amount of the records that have a number.
  package var invoiced = Money.zero

  package init(date: CalendarDate) {
    self.date = date
  }
}

/// How many bookings had which outcome.
package struct BookingCounts: Hashable, Sendable {
  private var counts: [BookingOutcome: Int] = [:]

  package var total: Int { counts.values.reduce(0, +) }

  package init() {}

  package subscript(outcome: BookingOutcome) -> Int {
    get { counts[outcome] ?? 0 }
    set { counts[outcome] = newValue == 0 ? nil : newValue }
  }

  package mutating func add(_ other: BookingCounts) {
    for (outcome, count) in other.counts { self[outcome] += count }
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
      days[date.days(since: first)].bookings[try row.decode(1)] += try row.int(2)
    }
    try connection.forEach(
      """
      select r.billing_date, count(*),
        coalesce(sum(r.final_amount) filter (where \(RecordSQL.isInvoice())), 0),
        \(Balance.sums)
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
      days[index].balance = try Balance(row: row, from: 3)
    }
    return days
  }
}
