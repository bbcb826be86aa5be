package import Billing
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
  /// What a person decided about it; nil while nobody has.
  package var decision: FindingDecision?

  package var state: FindingState { decision?.state ?? .open }

  /// What to do or, where a person has decided about it, who, what and why.
  package var remedy: String {
    guard let decision else { return kind.remedy }
    let verb = decision.state == .accepted ? "Accepted" : "Released"
    return "\(verb) by \(decision.person): \(decision.reason)"
  }
}

extension ExportReader {
  /// The open findings of the scope, what blocks most first, then those about which a person has
  /// decided. A finding without any date, such as a booking without one, belongs to no month: it is in
  /// the list of every month still open.
  package func exceptions(_ body: (ExceptionRow) throws -> Void) throws {
    try connection.forEach(
      """
      select f.kind, f.severity, f.booking_id, f.detail, f.opened_on, \(FindingState.ofFinding),
        f.released_by, f.release_reason, f.accepted_by, f.accept_reason, f.service_date
      from billing_findings f
      where \(FindingState.isCurrent()) and \(holdsFinding)
      order by \(FindingState.ofFinding) <> \(word: FindingState.open), \(FindingState.graveness),
        f.service_date, f.booking_id, f.kind, f.finding_id
      """
    ) { row in
      let state = try row.decode(5, as: FindingState.self)
      var decision: FindingDecision?
      if state != .open {
        let column = state == .released ? 6 : 8
        decision = FindingDecision(
          state: state, person: try row.string(column), reason: try row.string(column + 1))
      }
      try body(
        ExceptionRow(
          kind: try row.decode(0), severity: try row.decode(1),
          bookingID: try row.decodeOptional(2), detail: try row.string(3),
          serviceDate: try row.decodeOptional(10), since: try row.decode(4), decision: decision))
    }
  }

  /// Whether finding `f` belongs to the scope.
  var holdsFinding: Statement { ScopeSet(scope).holdsFinding }
}
