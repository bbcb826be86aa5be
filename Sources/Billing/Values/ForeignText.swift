internal import PlainText

/// What a settlement's text may hold, and how any text from outside is shown to a person: a control
/// character in it moves a terminal's cursor.
package enum ForeignText {
  /// Characters of a field that is read; more is no field of a payment.
  package static let longest = 255
  /// Characters of a text from outside that a message shows.
  private static let longestShown = 60

  /// What is wrong with a settlement's field, such as `holds a control character (U+001B)`; nil where nothing is.
  package static func problem(_ text: String) -> String? {
    // Nearly every field is short and printable ASCII.
    if text.utf8.count <= longest, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      return nil
    }
    if let scalar = text.unicodeScalars.first(where: isControl) {
      return "holds a control character (\(name(scalar)))"
    }
    if let scalar = text.unicodeScalars.first(where: isInvisible) {
      return "holds a character that cannot be seen (\(name(scalar)))"
    }
    let count = text.unicodeScalars.count
    return count > longest
      ? "has \(counted(count, "character")), and at most \(longest) are read" : nil
  }

  /// A text for a message: cut, and without what is not seen.
  package static func shown(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(longestShown) {
      scalars.append(isControl(scalar) || isInvisible(scalar) ? "\u{FFFD}" : scalar)
    }
    let isCut = text.unicodeScalars.dropFirst(longestShown).first != nil
    return String(scalars) + (isCut ? "…" : "")
  }

  /// Control characters, and what ends a line in some program.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Zero-width and directional characters, and whatever else no program draws.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
