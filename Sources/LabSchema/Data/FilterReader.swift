internal import Billing

/// Reads a condition such as `code=NEW*` or `status in (pending, collected)`, character by character:
///
/// ```
/// condition = path operator value
///           | path ["not"] "in" "(" value {"," value} ")"
///           | path "is" ["not"] "null"
/// path      = name {"." name}
/// operator  = "=" | "!=" | "<>" | "<" | "<=" | ">" | ">="
/// value     = quoted | the rest of the condition, or of its place in the list
/// ```
///
/// One argument is one condition: whatever a script puts behind the operator is its value, and never
/// another condition (docs/decisions/0042).
struct FilterReader {
  private let text: Substring
  private var rest: Substring

  init(_ text: String) {
    self.text = text[...]
    rest = self.text
  }

  /// What was read, and where it cannot be read on.
  struct Fault: Error, Equatable {
    let problem: String
    /// What is left of the condition there; empty at its end.
    let place: String
  }

  mutating func condition() throws(Fault) -> WrittenCondition {
    let path = try path()
    skipBlanks()
    if let sign = Self.signs.first(where: { rest.hasPrefix($0.text) }) {
      rest = rest.dropFirst(sign.text.count)
      skipBlanks()
      guard !rest.isEmpty else {
        throw fault("no value stands behind \(sign.text): write '' for an empty text, or is null")
      }
      let value = try value(isInList: false)
      try expectEnd()
      return WrittenCondition(path: path, test: .compare(sign.comparison, value))
    }
    let isNegated = takeWord("not")
    if takeWord("in") {
      return WrittenCondition(
        path: path, test: .isAmong(try list()), isNegated: isNegated)
    }
    if !isNegated, takeWord("is") {
      let isNot = takeWord("not")
      guard takeWord("null") else { throw fault("is null or is not null is meant") }
      try expectEnd()
      return WrittenCondition(path: path, test: .hasValue, isNegated: !isNot)
    }
    throw fault(
      "behind a column stands one of = != < <= > >=, in (…), not in (…), is null, is not null")
  }

  private static let signs: [(text: String, comparison: FilterComparison)] = [
    ("!=", .different), ("<>", .different), ("<=", .atMost), (">=", .atLeast), ("<", .less),
    (">", .greater), ("=", .equal),
  ]

  private mutating func path() throws(Fault) -> [String] {
    skipBlanks()
    let written = rest.prefix {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".")
    }
    let names = written.split(separator: ".", omittingEmptySubsequences: false)
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw fault("a condition begins with the name of a column, such as code=NEW*")
    }
    rest = rest[written.endIndex...]
    return names.map { $0.lowercased() }
  }

  private mutating func list() throws(Fault) -> [WrittenValue] {
    guard take("(") else { throw fault("behind in stands a list, such as (pending, collected)") }
    var values: [WrittenValue] = []
    repeat {
      skipBlanks()
      values.append(try value(isInList: true))
      skipBlanks()
    } while take(",")
    guard take(")") else { throw fault("the list has no ) at its end") }
    try expectEnd()
    return values
  }

  private mutating func value(isInList: Bool) throws(Fault) -> WrittenValue {
    if let quote = rest.first, quote == "'" || quote == "\"" { return try quoted(by: quote) }
    // The bare value goes to the end, a list's to the next comma or the end of the list.
    let end =
      isInList
      ? rest.firstIndex { $0 == "," || $0 == ")" } ?? rest.endIndex : rest.endIndex
    var bare = rest[..<end]
    while bare.last?.isWhitespace == true { bare.removeLast() }
    guard !bare.isEmpty else { throw fault("a value is missing: write '' for an empty text") }
    if !isInList, Self.holdsCondition(bare) {
      throw fault(
        "give each condition in a --where of its own, and between quotes a text that only looks like one"
      )
    }
    rest = rest[end...]
    return WrittenValue(bare: bare)
  }

  /// Whether a bare value has `and` or `or` in it with what looks like one more condition behind: a person
  /// means that as one, and would delete what he does not mean.
  private static func holdsCondition(_ value: Substring) -> Bool {
    value.firstMatch(
      of: #/(?i)\s(?:and|or)\s+[a-z_][a-z0-9_.]*\s*(?:=|!=|<|>|\s(?:not\s+)?in\s*\(|\sis\s)/#)
      != nil
  }

  /// What stands between two quotes, to the letter; a quote in it is written twice.
  private mutating func quoted(by quote: Character) throws(Fault) -> WrittenValue {
    let start = rest
    rest = rest.dropFirst()
    var value = ""
    while let end = rest.firstIndex(of: quote) {
      value += rest[..<end]
      rest = rest[rest.index(after: end)...]
      guard rest.first == quote else { return WrittenValue(text: value, isQuoted: true) }
      value.append(quote)
      rest = rest.dropFirst()
    }
    throw Fault(problem: "a quote is not closed", place: String(start))
  }

  private mutating func skipBlanks() {
    rest = rest.drop(while: \.isWhitespace)
  }

  private mutating func take(_ sign: Character) -> Bool {
    skipBlanks()
    guard rest.first == sign else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Passes over a word, in any case.
  private mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    let written = rest.prefix { $0.isASCII && $0.isLetter }
    guard written.lowercased() == word else { return false }
    rest = rest[written.endIndex...]
    return true
  }

  private mutating func expectEnd() throws(Fault) {
    skipBlanks()
    guard rest.isEmpty else {
      throw fault("nothing may follow: give each condition in a --where of its own")
    }
  }

  private func fault(_ problem: String) -> Fault { Fault(problem: problem, place: String(rest)) }
}

/// A condition as it was written, before anybody looked at what its columns are.
struct WrittenCondition: Equatable {
  enum Test: Equatable {
    case compare(FilterComparison, WrittenValue)
    case isAmong([WrittenValue])
    case hasValue
  }

  let path: [String]
  let test: Test
  var isNegated = false
}

enum FilterComparison: Equatable {
  case equal, different, less, atMost, greater, atLeast

  /// Whether it asks for more than the same or another.
  var needsOrder: Bool { self != .equal && self != .different }
}

/// A value as it was written.
struct WrittenValue: Equatable {
  let text: String
  /// Between quotes everything stands for itself.
  let isQuoted: Bool
  /// The same for `like`, with what a bare `*` stands for; nil where there is none.
  let pattern: String?

  init(text: String, isQuoted: Bool) {
    self.text = text
    self.isQuoted = isQuoted
    pattern = nil
  }

  /// A bare value: `*` is any text, `\*` a star and `\\` a backslash.
  init(bare: Substring) {
    var (text, pattern) = ("", "")
    var hasWildcard = false
    var characters = bare.makeIterator()
    var next = characters.next()
    while let character = next {
      next = characters.next()
      if character == "*" {
        hasWildcard = true
        text.append(character)
        pattern.append("%")
      } else {
        var literal = character
        if character == "\\", let following = next, following == "*" || following == "\\" {
          literal = following
          next = characters.next()
        }
        text.append(literal)
        pattern += LikePattern.literal(String(literal))
      }
    }
    self.text = text
    self.pattern = hasWildcard ? pattern : nil
    isQuoted = false
  }
}

/// What stands for texts in a pattern of SQL's `like`.
enum LikePattern {
  /// The text itself.
  static func literal(_ text: String) -> String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.unicodeScalars.append("\\") }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern
  }

  /// Every text that holds it.
  static func containing(_ text: String) -> String { "%\(literal(text))%" }
}
