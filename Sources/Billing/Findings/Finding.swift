/// Something about a booking or an offer that a person should know (R8).
package struct Finding: Equatable, Sendable {
  package var kind: FindingKind
  /// What exactly was found, for a person who has not read the rules.
  package var detail: String

  package init(_ kind: FindingKind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}

/// What each kind of finding does: the defaults of R8 with the lab's own choices over them.
package struct FindingSeverities: Equatable, Sendable {
  /// nil turns the finding off.
  private var chosen: [FindingKind: FindingSeverity?] = [:]

  package init() {}

  /// - Parameter choices: severities by kind, nil for off; a kind that quarantines is not changed.
  package init(_ choices: [FindingKind: FindingSeverity?]) {
    chosen = choices.filter { !$0.key.quarantines }
  }

  /// What a finding of the kind does; nil where it is turned off.
  package subscript(kind: FindingKind) -> FindingSeverity? {
    chosen[kind] ?? kind.facts.severity
  }
}

/// Whether a finding that is still so asks for work, or a person has decided about it (R8). What is
/// open, decided, and in need of a person is said here and nowhere else: sheets, `status`, closing and
/// the runs count alike.
package enum FindingState: String, NamedEnumeration {
  case open
  /// A hold: its record is billed as it is.
  case released
  /// A quarantined booking, or one that changed after it was finalized: it stays as it is.
  case accepted
}

/// What a person decided about a finding.
package struct FindingDecision: Sendable {
  /// Released or accepted.
  package var state: FindingState
  package var person: String
  package var reason: String

  package init(state: FindingState, person: String, reason: String) {
    self.state = state
    self.person = person
    self.reason = reason
  }
}
