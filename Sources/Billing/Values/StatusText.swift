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
  guard let start = scalars.firstIndex(where: { !statusBlanks.contains($0) }),
    let end = scalars.lastIndex(where: { !statusBlanks.contains($0) })
  else { return "" }
  var text = String.UnicodeScalarView()
  for scalar in scalars[start...end] { text.append(small(scalar)) }
  return String(text)
}

/// What is cut off around a status: Unicode's white space, and what is as invisible as that, such as
/// the no-break spaces and byte order marks that come with pasted text.
package let statusBlanks: Set<Unicode.Scalar> = Set(
  [
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0xAD...0xAD, 0x1680...0x1680,
    0x180E...0x180E, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2064, 0x3000...0x3000,
    0xFEFF...0xFEFF,
  ].flatMap { (range: ClosedRange<UInt32>) in range.compactMap(Unicode.Scalar.init) })

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
package func capitals(of small: Unicode.Scalar) -> Set<Unicode.Scalar> {
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
