/// A trigger of the app's that fires when a backfill writes.
package struct FiringTrigger: Equatable, Sendable {
  package let name: String
  /// With its arguments' types, as the server writes it: `touch_updated_at()`.
  package let function: String
  /// When it fires, in words: `before update of each row`.
  package let moment: String
  let isBeforeRow: Bool
  /// Of its function; nil where it is not in PL/pgSQL.
  let text: TriggerText?

  /// What it may do to what a backfill writes, each in a few words, as far as its text shows.
  package var effects: [String] {
    guard let text else {
      return ["is not in PL/pgSQL, so that what it does cannot be read"]
    }
    var effects: [String] = []
    if isBeforeRow {
      if !text.sets.isEmpty { effects.append("sets \(text.sets.joined(separator: ", "))") }
      if text.returnsNull { effects.append("may leave the row as it is (returns null)") }
      if text.returnsOld { effects.append("may put the row back as it was (returns old)") }
    }
    if text.raises { effects.append("may refuse (raises)") }
    if text.writes { effects.append("writes by itself") }
    return effects
  }

  /// Whether its text shows that it may keep a row from being filled without an error.
  var maySwallow: Bool {
    guard let text else { return true }
    return isBeforeRow && (text.returnsNull || text.returnsOld || !text.sets.isEmpty) || text.writes
  }
}
