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
  /// The figures of each day of the set, also of those on which nothing happened.
  package func days(_ set: ScopeSet) throws -> [CalendarDate: DayFigures] {
    var days: [CalendarDate: DayFigures] = [:]
    for date in set.scopes.flatMap(\.dates) { days[date] = DayFigures(date: date) }
    let serviceDate =
      if case .month = set { terms.serviceDates.serviceDate(of: "b") } else { set.firstOfBooking }
    try connection.forEach(
      """
      select counted.service_date, counted.outcome, count(*)
      from (
        select \(serviceDate) as service_date, \(terms.outcome) as outcome
        from \(terms.bookings(of: set))
        left join billing_records r on r.booking_id = b.id
        where \(terms.holds(set))
      ) counted
      group by counted.service_date, counted.outcome
      """
    ) { row in
      let date: CalendarDate = try row.decode(0)
      days[date]?.bookings[try row.decode(1)] += try row.int(2)
    }
    try connection.forEach(
      """
      select r.billing_date, count(*),
        coalesce(sum(r.final_amount) filter (where \(RecordSQL.isInvoice())), 0),
        \(Balance.sums)
      from billing_records r
      \(Self.settlements)
      where \(set.holdsRecord)
      group by r.billing_date
      """
    ) { row in
      let date: CalendarDate = try row.decode(0)
      days[date]?.records = try row.int(1)
      days[date]?.invoiced = try row.decode(2)
      days[date]?.balance = try Balance(row: row, from: 3)
    }
    return days
  }
}
