package import Billing
package import Postgres

/// Which findings are meant: those that all of its parts hold for.
package struct FindingFilter: Equatable, Sendable {
  /// How far a finding may have come.
  package enum Reach: Sendable {
    /// Still so, and nobody has decided about it.
    case open
    /// Still so, decided or not.
    case current
    /// Gone ones as well.
    case all
  }

  package var reach: Reach
  package var period: BillingPeriod?
  package var kind: FindingKind?
  package var severity: FindingSeverity?
  package var booking: BookingID?
  /// A customer's id, phone number or e-mail address, or a part of what registers call them.
  package var customer: String?
  /// Only what a person can decide so.
  package var decidable: FindingState?

  package init(
    _ reach: Reach = .open, period: BillingPeriod? = nil, kind: FindingKind? = nil,
    severity: FindingSeverity? = nil, booking: BookingID? = nil, customer: String? = nil,
    decidable: FindingState? = nil
  ) {
    self.reach = reach
    self.period = period
    self.kind = kind
    self.severity = severity
    self.booking = booking
    self.customer = customer
    self.decidable = decidable
  }
}

/// A finding as a list shows it, with whom it is about and what can become of it.
package struct ListedFinding: Equatable, Sendable {
  package let finding: BillingFinding
  /// What the registers call the customer: the record's, else the booking's; nil where there is none.
  package let customer: String?
  /// What became of it; nil where a run has found it gone.
  package let state: FindingState?
  /// What a person can make of it, released or accepted; nil where there is nothing to decide.
  package let decidable: FindingState?
}

extension Connection {
  /// Findings with their customers, the gravest first.
  package func findings(_ filter: FindingFilter) throws -> [ListedFinding] {
    try findings(where: filter.condition)
  }

  /// These findings, of those that there are.
  package func findings(_ ids: [FindingID]) throws -> [ListedFinding] {
    try findings(where: "f.finding_id = any(\(ids)::bigint[])")
  }

  private func findings(where condition: Statement) throws -> [ListedFinding] {
    try query(
      """
      select \(unescaped: BillingFinding.selectList(of: "f")),
        \(RecordNames.customerOfRecordOrBooking),
        case when \(FindingState.isCurrent()) then \(FindingState.ofFinding) end,
        \(FindingState.decidable)
      from billing_findings f
      left join bookings b on b.id = f.booking_id
      left join billing_records r on r.booking_id = f.booking_id
      left join users u on u.id = coalesce(r.user_id, b.user_id)
      where \(condition)
      order by f.closed_run_id is not null, \(FindingState.gravestFirst)
      """
    ) { row in
      var column = 0
      return try ListedFinding(
        finding: BillingFinding(row: row, next: &column), customer: row.nextIfAny(&column),
        state: row.nextIfAny(&column), decidable: row.nextIfAny(&column))
    }
  }
}

extension FindingFilter {
  /// Of finding `f` of booking `b`, record `r` and user `u`.
  fileprivate var condition: Statement {
    var parts: [Statement] = []
    switch reach {
    case .open: parts.append(FindingState.isOpen)
    case .current: parts.append(FindingState.isCurrent())
    case .all: break
    }
    if let period { parts.append("f.billing_period = \(period)") }
    if let kind { parts.append("f.kind = \(kind)") }
    if let severity { parts.append("f.severity = \(severity)") }
    if let booking { parts.append("f.booking_id = \(booking)") }
    if let customer { parts.append(Self.isCustomer(customer)) }
    if let decidable { parts.append("\(FindingState.decidable) = \(word: decidable)") }
    return parts.reduce("true") { "\($0) and \($1)" }
  }

  /// Whether user `u` is meant. Only what looks like a phone number or an address is looked for among
  /// them: an app may keep neither. A number is known by its last digits, however it is written.
  private static func isCustomer(_ text: String) -> Statement {
    let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if text.contains("@") { return "lower(btrim(u.email)) = lower(\(text)::text)" }
    let digits = text.filter { $0.isASCII && $0.isNumber }.drop { $0 == "0" }
    let isNumber = digits.count >= 7 && !text.contains(where: \.isLetter)
    let hasNumber: Statement =
      "regexp_replace(u.phone::text, '[^0-9]', '', 'g') like \("%" + digits)::text"
    if let id = Int32(text), !text.hasPrefix("+") {
      return isNumber ? "(u.id = \(id)::int or \(hasNumber))" : "u.id = \(id)::int"
    }
    if isNumber { return hasNumber }
    return """
      position(lower(\(text)::text) in lower(\(RecordNames.customerOfRecordOrBooking))) > 0
      """
  }
}
