/// What the server's catalog says of an index, taken apart.
struct IndexDefinition: Equatable {
  let isUnique: Bool
  let name: String
  let table: String
  /// How, over which columns and where: `btree (name)`.
  let method: String
  /// Whether it is whole; a concurrent build that was cut off leaves one that is not.
  let isValid: Bool

  /// - Parameter definition: as `pg_get_indexdef` says it, and ` INVALID` after it.
  init?(_ definition: String) {
    let isValid = !definition.hasSuffix(" INVALID")
    let text = isValid ? definition[...] : definition.dropLast(" INVALID".count)
    guard let match = text.wholeMatch(of: /CREATE (UNIQUE )?INDEX (.+) ON (.+) USING (.*)/) else {
      return nil
    }
    isUnique = match.1 != nil
    name = String(match.2)
    table = String(match.3)
    method = String(match.4)
    self.isValid = isValid
  }

  /// The columns of a plain index over all rows; nil of any other.
  var columns: [String]? {
    guard let match = method.wholeMatch(of: /btree \(([a-z0-9_, ]+)\)/) else { return nil }
    return match.1.split(separator: ", ").map(String.init)
  }

  /// What builds it, under this name, while its table is written.
  func concurrently(as name: String) -> String {
    "create \(isUnique ? "unique " : "")index concurrently if not exists \(name) "
      + "on \(table) using \(method)"
  }
}
