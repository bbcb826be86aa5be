/// Something of the app's, or of its database, that a backfill meets on a table that it writes.
package struct BackfillEncounter: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case trigger(FiringTrigger)
    /// The server takes no rule in a statement such as a backfill's, whatever the rule does.
    case rule(String, event: String)
    /// Whether its policies apply to the user who migrates.
    case rowSecurity(user: String, isActive: Bool)
    /// These publications send each updated row to their subscribers.
    case publications([String])
    /// They cannot, so that the server refuses each update, in its words: rows have no identity, or the
    /// publications' columns do not go with it.
    case unpublishable([String], refusal: String, hasIdentity: Bool)
  }

  package let table: String
  package let kind: Kind

  /// What it goes by, quoted where a statement needs it.
  package var name: String {
    switch kind {
    case .trigger(let trigger): trigger.name
    case .rule(let name, _): name
    case .rowSecurity: table
    case .publications(let names), .unpublishable(let names, _, _): names.joined(separator: ", ")
    }
  }

  /// Whether it stands in the way by itself, so that nothing is begun.
  package var stops: Bool {
    switch kind {
    case .rule, .unpublishable: true
    case .trigger, .rowSecurity, .publications: false
    }
  }

  /// What it is and what to do about it, in a line.
  var obstacle: String { description + (remedy.map { "; \($0)" } ?? "") }

  /// What to do about it; nil where nothing need be done.
  private var remedy: String? {
    switch kind {
    case .rule(let name, _):
      "make a trigger of it, or disable it meanwhile: alter table \(table) disable rule \(name)"
    case .unpublishable(_, _, hasIdentity: false):
      "alter table \(table) replica identity default, or full where it has no primary key"
    case .unpublishable(_, _, hasIdentity: true):
      "let the publication filter by columns of the replica identity alone, and send all of them "
        + "(alter table \(table) replica identity full makes each column one of them)"
    case .trigger, .rowSecurity, .publications: nil
    }
  }
}

extension BackfillEncounter: CustomStringConvertible {
  /// What it is and what it does, in a line that begins with its table.
  package var description: String {
    "\(table): "
      + {
        switch kind {
        case .trigger(let trigger):
          "trigger \(trigger.name) (\(trigger.moment)) calls \(trigger.function)"
            + (trigger.effects.isEmpty ? "" : ", which \(trigger.effects.joined(separator: ", "))")
        case .rule(let name, let event):
          "rule \(name) on \(event): the server runs no statement such as a backfill's on a table "
            + "with a rule"
        case .rowSecurity(let user, let isActive):
          "row-level security, "
            + (isActive
              ? "whose policies show \(user) every row" : "which does not apply to \(user)")
        case .publications(let names):
          "publication \(names.joined(separator: ", ")) sends each row that is filled to its "
            + "subscribers, whose tables need the new columns first"
        case .unpublishable(let names, let refusal, _):
          "publication \(names.joined(separator: ", ")) keeps its rows from being updated: \(refusal)"
        }
      }()
  }
}
