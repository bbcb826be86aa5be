internal import Billing

/// What the server's catalog says of a constraint, taken apart.
struct ConstraintDefinition: Equatable {
  enum Kind: Equatable {
    case primaryKey([String])
    case unique([String])
    /// `action` is what happens to a row whose target goes: `ON DELETE CASCADE`, or nothing.
    case foreignKey(columns: [String], table: String, targets: [String], action: String)
    /// Its condition.
    case check(String)
    case exclusion(String)
    case other(String)
  }

  let kind: Kind
  /// Whether the rows that were there before were looked at.
  let isValid: Bool
  /// Whether it is enforced: the triggers of a foreign key can be switched off.
  let isEnabled: Bool

  /// - Parameter definition: as `pg_get_constraintdef` says it, and ` DISABLED` after it.
  init(_ definition: String) {
    var text = definition[...]
    isEnabled = !text.hasSuffix(" DISABLED")
    if !isEnabled { text = text.dropLast(" DISABLED".count) }
    isValid = !text.hasSuffix(" NOT VALID")
    if !isValid { text = text.dropLast(" NOT VALID".count) }
    kind = Self.kind(String(text))
  }

  private static func kind(_ text: String) -> Kind {
    if let match = text.wholeMatch(of: /PRIMARY KEY \((.*)\)/) {
      return .primaryKey(names(match.1))
    }
    if let match = text.wholeMatch(of: /UNIQUE \((.*)\)/) { return .unique(names(match.1)) }
    if let match = text.wholeMatch(
      of: /FOREIGN KEY \(([^)]*)\) REFERENCES ([^(]+)\(([^)]*)\) ?(.*)/)
    {
      return .foreignKey(
        columns: names(match.1), table: String(match.2), targets: names(match.3),
        action: String(match.4))
    }
    if let match = text.wholeMatch(of: /CHECK \((.*)\)/) { return .check(String(match.1)) }
    return text.hasPrefix("EXCLUDE ") ? .exclusion(text) : .other(text)
  }

  private static func names(_ list: Substring) -> [String] {
    list.split(separator: ", ").map(String.init)
  }

  /// The words that a check lets a column, or a domain, have, where it is nothing but a list of them;
  /// folded where it takes them in any case, as `0083_p0_expand_words` has it.
  var list: (column: String, values: [String], isFolded: Bool)? {
    guard case .check(let condition) = kind,
      let match = condition.wholeMatch(
        of:
          /(lower\()?\(?([A-Za-z_][A-Za-z0-9_]*)\)?(?:::text)?(?: COLLATE "C"\))? = ANY \(\(?ARRAY\[(.*)\]\)?(?:::text\[\])?\)/
      )
    else { return nil }
    let values = match.3.split(separator: ", ").compactMap { value in
      value.wholeMatch(of: /'(.*)'::.*/).map { String($0.1).replacing("''", with: "'") }
    }
    return values.isEmpty ? nil : (String(match.2), values, match.1 != nil)
  }
}
