/// The words of a table's or column's name, for telling names alike: small, singular, and each
/// replaced by the one that labs' apps use for the same thing.
struct NameWords: Equatable {
  let words: [String]

  init(_ name: String) {
    words = Self.split(name).map { word in
      let singular = Self.singular(word)
      return Self.meanings.first { $0.contains(singular) }?.first ?? singular
    }
  }

  /// What the name is about: the last word of `lab_tests`.
  var head: String { words.last ?? "" }

  func sharesWord(with other: NameWords) -> Bool {
    words.contains { other.words.contains($0) }
  }

  func contains(_ other: NameWords) -> Bool {
    other.words.allSatisfy(words.contains)
  }

  /// Each with the word that the plan has for it in front.
  private static let meanings = [
    ["user", "customer", "client", "account", "member", "patron", "person", "people"],
    ["booking", "appointment", "order", "visit", "reservation"],
    ["test", "service", "product", "investigation", "exam", "examination", "assay"],
    ["item", "line", "detail", "entry"],
    ["category", "group", "department", "section"],
    ["price", "amount", "cost", "rate", "fee", "charge", "mrp"],
    ["name", "title", "label"],
    ["status", "state"],
    ["date", "datetime", "day", "time", "slot", "at", "on"],
  ]

  /// At underscores and other signs, and where a small letter is followed by a capital.
  private static func split(_ name: String) -> [String] {
    var words: [String] = []
    var previous: Character = "_"
    for letter in name {
      if letter.isLetter || letter.isNumber {
        let begins =
          !(previous.isLetter || previous.isNumber)
          || letter.isUppercase && previous.isLowercase
        if begins { words.append("") }
        words[words.count - 1] += letter.lowercased()
      }
      previous = letter
    }
    return words
  }

  private static func singular(_ word: String) -> String {
    if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
    if ["sses", "xes", "ches", "shes"].contains(where: word.hasSuffix) {
      return String(word.dropLast(2))
    }
    let isPlural = word.hasSuffix("s") && !["ss", "us", "is"].contains(where: word.hasSuffix)
    return isPlural && word.count > 3 ? String(word.dropLast()) : word
  }
}
