internal import Postgres

/// Whether a finding that is still so asks for work, or a person has decided about it (R8).
package enum FindingState: String, StoredEnumeration {
  case open
  /// A hold: its record is billed as it is.
  case released
  /// A quarantined booking or a drift: it stays as it is.
  case accepted

  /// The state of finding `f`, by what closing a month asks for: a quarantined booking or a drift has
  /// to be accepted, a hold released.
  static let ofFinding: Statement = """
    case
      when f.severity = 'quarantine' or f.kind = 'drift' then
        case when f.accepted_at is null then 'open' else 'accepted' end
      when f.released_at is null then 'open'
      else 'released'
    end
    """
}

/// What a person decided about a finding.
package struct FindingDecision: Sendable {
  /// Released or accepted.
  package var state: FindingState
  package var person: String
  package var reason: String
}
