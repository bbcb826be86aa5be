internal import Postgres

/// An open finding as a list of things to do shows it.
package struct ExceptionRow: Sendable {
  package var kind: FindingKind
  package var severity: FindingSeverity
  package var bookingID: BookingID?
  package var detail: String
  /// The service date that the booking had when it was found; nil for what has none.
  package var serviceDate: CalendarDate?
  /// Business date of the run that first found it.
  package var since: CalendarDate
  /// Who released the hold, and why; nil while nobody has.
  package var release: Release?

  package struct Release: Sendable {
    package var person: String
    package var reason: String
  }
}

extension ExportReader {
  /// The open findings of the scope, what blocks most first. A finding without any date, such as a
  /// booking without one, belongs to no month: it is in the list of every month still open.
  package func exceptions(_ body: (ExceptionRow) throws -> Void) throws {
    try connection.forEach(
      """
      select f.kind, f.severity, f.booking_id, f.detail, f.opened_on, f.released_by,
        f.release_reason, f.service_date
      from billing_findings f
      where f.closed_run_id is null and \(holdsFinding)
      order by array_position(array['quarantine', 'hold', 'warn'], f.severity),
        f.service_date, f.booking_id, f.kind, f.finding_id
      """
    ) { row in
      var release: ExceptionRow.Release?
      if let person = try row.optionalString(5) {
        release = ExceptionRow.Release(person: person, reason: try row.optionalString(6) ?? "")
      }
      try body(
        ExceptionRow(
          kind: try row.decode(0), severity: try row.decode(1),
          bookingID: try row.decodeOptional(2), detail: try row.string(3),
          serviceDate: try row.decodeOptional(7),
          since: try row.decode(4), release: release))
    }
  }

  /// Whether finding `f` belongs to the scope.
  var holdsFinding: Statement {
    switch scope {
    case .day(let date):
      return "f.service_date = \(date)::date"
    case .period(let period):
      return """
        (
          f.billing_period = \(period)
          or f.service_date between \(period.first)::date and \(period.last)::date
          or (
            f.billing_period is null
            and f.service_date is null
            and not exists (
              select 1
              from billing_periods closing
              where closing.period = \(period) and closing.state = 'closed'
            )
          )
        )
        """
    }
  }
}
