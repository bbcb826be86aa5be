package import Postgres

/// A status as all statuses are compared (R2): without blanks around it, and each letter that has a
/// small form in that form.
///
/// A letter goes to its small form where that one's capital is the letter itself, one character each
/// way. So no locale has a say, and ``statusIsAmong(_:_:)`` can follow the rule in SQL to the letter:
/// a database's own `lower` knows no `É` under the locale `C`, and makes an `ı` of `I` in Turkish.
package func normalizedStatus(_ status: String) -> String {
  // Nearly every status is written as it is compared.
  if status.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }) {
    return status
  }
  let scalars = status.unicodeScalars
  guard let start = scalars.firstIndex(where: { !blanks.contains($0) }),
    let end = scalars.lastIndex(where: { !blanks.contains($0) })
  else { return "" }
  var text = String.UnicodeScalarView()
  for scalar in scalars[start...end] { text.append(small(scalar)) }
  return String(text)
}

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
  compared = "btrim(lower(\(compared) collate \"C\"), \(blankText)::text)"
  if !pairs.isEmpty {
    compared = """
      translate(\(compared), \(text(pairs.map(\.0)))::text, \(text(pairs.map(\.1)))::text)
      """
  }
  return "\(compared) = any(\(statuses)::text[])"
}

/// What is cut off around a status: Unicode's white space, and what is as invisible as that, such as
/// the no-break spaces and byte order marks that come with pasted text.
private let blanks: Set<Unicode.Scalar> = Set(
  [
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0xAD...0xAD, 0x1680...0x1680,
    0x180E...0x180E, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2064, 0x3000...0x3000,
    0xFEFF...0xFEFF,
  ].flatMap { (range: ClosedRange<UInt32>) in range.compactMap(Unicode.Scalar.init) })

private let blankText = text(blanks.sorted())

private func text(_ scalars: [Unicode.Scalar]) -> String {
  String(String.UnicodeScalarView(scalars))
}

private func small(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  if scalar.isASCII {
    return ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 0x20) : scalar
  }
  guard let small = only(scalar.properties.lowercaseMapping), small != scalar,
    capitals(of: small).contains(scalar)
  else { return scalar }
  return small
}

/// The characters whose small form is this one; a digraph such as `ǆ` has two.
private func capitals(of small: Unicode.Scalar) -> Set<Unicode.Scalar> {
  let properties = small.properties
  let own = [properties.uppercaseMapping, properties.titlecaseMapping].compactMap(only)
  return Set(
    (own + signs).filter { $0 != small && only($0.properties.lowercaseMapping) == small })
}

/// The signs of Kelvin, Ångström and Ohm, which are the same as their letters to Swift.
private let signs: [Unicode.Scalar] = ["\u{212A}", "\u{212B}", "\u{2126}"]

private func only(_ text: String) -> Unicode.Scalar? {
  text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
}

/// Whether no other character is the same as this one to Swift, such as a Greek question mark is as
/// a semicolon.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  scalar.isASCII && scalar != ";" && scalar != "`"
}
