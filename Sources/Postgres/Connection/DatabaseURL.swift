internal import CLibPQ

/// A database URL or connection string as a person wrote it, made one that libpq takes as it was
/// meant. What is malformed is refused before libpq sees it, which would quote it, password and all.
package struct DatabaseURL {
  /// For libpq's `dbname`.
  let text: String
  /// Whether a password stands in it.
  package private(set) var hasPassword = false

  /// - Throws: `PostgresError.connection`; the message quotes nothing of it.
  package init(_ written: String) throws(PostgresError) {
    text = Self.withoutDriver(Self.trimmed(written))
    guard text.contains("://") || text.contains("=") else { return }
    guard !Self.hasStrayAt(text) else { throw Self.malformed }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = unsafe PQconninfoParse(text, &message) else {
      defer { unsafe PQfreemem(message) }
      throw Self.refusal(unsafe message.map { unsafe String(cString: $0) } ?? "")
    }
    defer { unsafe PQconninfoFree(options) }
    var option = unsafe options
    while let keyword = unsafe option.pointee.keyword {
      let value = unsafe option.pointee.val.map { unsafe String(cString: $0) } ?? ""
      switch unsafe String(cString: keyword) {
      case "password": hasPassword = !value.isEmpty
      // A part of a password that was taken for the port would be quoted in libpq's message.
      case "port" where !value.allSatisfy({ $0 == "," || ("0"..."9").contains($0) }):
        throw Self.malformed
      default: break
      }
      unsafe option += 1
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// SQLAlchemy's `postgresql+psycopg2://` names the driver of its own language.
  private static func withoutDriver(_ text: String) -> String {
    for scheme in ["postgresql", "postgres"] where text.hasPrefix(scheme + "+") {
      let driver = text.dropFirst(scheme.count + 1).prefix {
        $0.isLetter || $0.isNumber || $0 == "_"
      }
      let rest = text[driver.endIndex...]
      if rest.hasPrefix("://") { return scheme + rest }
    }
    return text
  }

  /// Whether an `@` stands where it cuts a password in two: behind the one that ends it, or in what
  /// libpq takes for the database because a `/` came before.
  private static func hasStrayAt(_ text: String) -> Bool {
    guard let start = text.firstRange(of: "://")?.upperBound else { return false }
    let rest = text[start...]
    guard let end = rest.firstIndex(where: { $0 == "@" || $0 == "/" }) else { return false }
    return rest[rest.index(after: end)...].prefix { $0 != "?" }.contains("@")
  }

  private static let malformed = PostgresError.connection(
    "the database URL is malformed: write it as postgresql://user@host:5432/database, and in its "
      + "password @ as %40, / as %2F, : as %3A and % as %25")

  /// The name of a parameter that libpq does not know is no secret, and helps.
  private static func refusal(_ message: String) -> PostgresError {
    let parts = message.split(separator: "\"")
    guard message.hasPrefix("invalid URI query parameter"), parts.count > 1,
      parts[1].count <= 40, parts[1].allSatisfy({ $0.isLetter || $0 == "_" })
    else { return malformed }
    return .connection("the database URL has a parameter that libpq does not know: \(parts[1])")
  }
}
