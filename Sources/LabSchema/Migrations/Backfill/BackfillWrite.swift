/// What a backfill does to a table, as the text of its statement says.
struct BackfillWrite: Equatable, Sendable {
  enum Event: String, Sendable {
    case insert, update
  }

  let table: String
  let event: Event
  /// The columns that an update sets: a trigger may be for some columns alone.
  let columns: [String]
}

extension Migration {
  /// What the statement of a backfill writes, in its order; nothing for other kinds.
  var writes: [BackfillWrite] {
    guard kind == .backfill else { return [] }
    let words = sql.split(separator: "\n").filter { !$0.hasPrefix("--") }
      .flatMap { $0.split(whereSeparator: \.isWhitespace) }.map(String.init)
    return words.indices.dropLast(2).compactMap { index in
      switch (words[index], words[index + 1], words[index + 2]) {
      case ("insert", "into", let table):
        BackfillWrite(table: table, event: .insert, columns: [])
      case ("update", let table, "set"):
        BackfillWrite(
          table: table, event: .update, columns: Self.columns(setBy: words[(index + 3)...]))
      default: nil
      }
    }
  }

  private static func columns(setBy words: ArraySlice<String>) -> [String] {
    let clause = words.prefix { !["from", "where", "returning"].contains($0) }
    return zip(clause, clause.dropFirst()).filter { $0.1 == "=" }.map(\.0)
  }
}
