internal import Billing
package import Postgres

/// Whether a status column is one of these statuses, in SQL: what `statuses.contains` says of the
/// column's ``normalizedStatus(_:)``, whatever the database's collation. The cast is for apps that
/// keep it in an enumeration of their own.
///
/// - Parameter statuses: normalized.
package func statusIsAmong(_ column: String, _ statuses: [String]) -> Statement {
  let letters = Set(statuses.flatMap(\.unicodeScalars)).sorted()
  // The locale C makes the small letters of ASCII, fast; the others are named.
  let pairs = letters.flatMap { letter in
    capitals(of: letter).filter { !$0.isASCII }.map { ($0, letter) }
  }
  var compared: Statement = "\(unescaped: column)::text"
  if !letters.allSatisfy(isPlain) {
    // An accent that was written by itself is one with its letter for Swift's texts, too.
    compared = "normalize(\(compared), nfc)"
  }
  compared = "btrim(lower(\(compared) collate \"C\"), \(text(statusBlanks.sorted()))::text)"
  if !pairs.isEmpty {
    compared = """
      translate(\(compared), \(text(pairs.map(\.0)))::text, \(text(pairs.map(\.1)))::text)
      """
  }
  return "\(compared) = any(\(statuses)::text[])"
}

private func text(_ scalars: [Unicode.Scalar]) -> String {
  String(String.UnicodeScalarView(scalars))
}

/// Whether no other character is the same as this one to Swift, such as a Greek question mark is as
/// a semicolon.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  scalar.isASCII && scalar != ";" && scalar != "`"
}
