internal import Billing

/// What a view selects, in one line, spelt alike by every version of the server.
///
/// Postgres 15 writes each column of a view with its relation before it. From 16 on it leaves the
/// relation out where the view reads from only one. So it is left out here: of a single relation it
/// says nothing, and two views that differ stay different. Where there are several relations, all
/// versions write them.
struct ViewDefinition {
  let text: String

  /// - Parameter definition: What `pg_get_viewdef` says, in one line.
  init(_ definition: String) {
    guard let relation = Self.onlyRelation(of: definition) else {
      text = definition
      return
    }
    text = Self.withoutQualifier(relation + ".", definition)
  }

  /// The name, or the alias, of the one relation that a view's own query reads from; nil where it
  /// reads from several or none. What stands in parentheses is a query within it, or an expression.
  private static func onlyRelation(of definition: String) -> String? {
    var depth = 0
    var reads: [[Substring]] = []
    var isNaming = false
    for word in definition.split(separator: " ") {
      if depth == 0, word == "FROM" {
        reads.append([])
        isNaming = true
      } else if depth == 0, clauses.contains(word) {
        isNaming = false
      } else if isNaming {
        reads[reads.count - 1].append(word)
      }
      depth += word.count { $0 == "(" } - word.count { $0 == ")" }
    }
    guard reads.count == 1, (1...2).contains(reads[0].count),
      !reads[0].contains(where: { word in word.contains { ",()".contains($0) } })
    else { return nil }
    return reads[0].last.map { String($0.prefix { $0 != ";" }) }
  }

  /// What can follow the relations of a query; a comma and a join make several of them.
  private static let clauses: Set<Substring> = [
    "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FOR", "UNION", "INTERSECT",
    "EXCEPT",
  ]

  private static func withoutQualifier(_ qualifier: String, _ definition: String) -> String {
    var text = ""
    var rest = Substring(definition)
    while let place = rest.firstRange(of: qualifier) {
      text += rest[..<place.lowerBound]
      let isWithinName =
        text.last.map { $0.isLetter || $0.isNumber || "_.\"".contains($0) } ?? false
      if isWithinName { text += qualifier }
      rest = rest[place.upperBound...]
    }
    return text + rest
  }
}
