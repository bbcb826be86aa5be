/// What the text of a trigger's function shows of what it does. It is no proof: a function may call
/// others, and one in C has no text.
struct TriggerText: Equatable, Sendable {
  /// Columns of the new row that it sets; `the row` where it sets it as a whole.
  var sets: [String] = []
  var raises = false
  var returnsNull = false
  var returnsOld = false
  /// Whether it writes rows itself, or notifies.
  var writes = false

  /// - Parameter text: of a function in PL/pgSQL.
  init(_ text: String) {
    let words = Self.words(of: text)
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ";"
      switch (word, next) {
      case ("raise", let level): raises = raises || !Self.remarks.contains(level)
      case ("assert", _): raises = true
      case ("return", "null"): returnsNull = true
      case ("return", "old"): returnsOld = true
      case ("insert", "into"), ("delete", "from"), ("merge", "into"), ("notify", _),
        ("pg_notify", _):
        writes = true
      case ("update", _) where index + 2 < words.count && words[index + 2] == "set": writes = true
      case ("new", _) where index == 0 || Self.openings.contains(words[index - 1]):
        let column =
          next == "." && index + 3 < words.count && Self.assigns(words[index + 3])
          ? words[index + 2] : Self.assigns(next) ? "the row" : nil
        if let column, !sets.contains(column) { sets.append(column) }
      default: continue
      }
    }
  }

  /// `:=` and `=` alike.
  private static func assigns(_ sign: String) -> Bool { sign == ":" || sign == "=" }

  /// Levels of `raise` that are no errors.
  private static let remarks = ["debug", "log", "info", "notice", "warning"]
  /// What comes before a statement.
  private static let openings = [";", "begin", "then", "else", "loop"]

  /// Words and signs in small letters, without comments and the contents of strings; a quoted name is a
  /// word as it is written.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else if first == "'" {
        rest = rest.dropFirst().drop { $0 != "'" }.dropFirst()
        words.append("''")
      } else if first == "\"" {
        let name = rest.dropFirst().prefix { $0 != "\"" }
        words.append("\"\(name)\"")
        rest = rest.dropFirst(name.count + 2)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        words.append(word.lowercased())
        rest = rest.dropFirst(word.count)
      } else {
        if !first.isWhitespace { words.append(String(first)) }
        rest = rest.dropFirst()
      }
    }
    return words
  }
}
