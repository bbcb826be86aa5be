/// The tests that an offer is for (R5).
package enum ApplicableTests: Equatable, Sendable {
  case all
  case only(Set<TestID>)

  /// Reads what the app wrote: `all`, or a JSON array of test ids as numbers or strings. Nothing, a
  /// JSON null, and an empty text, string or array are every test too.
  ///
  /// - Throws: ``OfferDefect`` for any other text.
  package init(_ text: String?) throws(OfferDefect) {
    var scanner = ElementScanner(text ?? "")
    switch scanner.wholeWord {
    case "", "all", "null", "\"\"": self = .all
    default:
      if scanner.take("[") {
        self = try Self.list(&scanner)
      } else if scanner.element() == .string("all") {
        self = .all
      } else {
        throw scanner.defect
      }
      guard scanner.isAtEnd else { throw scanner.defect }
    }
  }

  /// What follows an opening bracket.
  private static func list(_ scanner: inout ElementScanner) throws(OfferDefect) -> Self {
    if scanner.take("]") { return .all }
    var tests: Set<TestID> = []
    repeat {
      if let test = try testID(&scanner) { tests.insert(test) }
    } while scanner.take(",")
    guard scanner.take("]") else { throw scanner.defect }
    return .only(tests)
  }

  /// The next element; nil where it is a number that no test has.
  private static func testID(_ scanner: inout ElementScanner) throws(OfferDefect) -> TestID? {
    let digits: String?
    switch scanner.element() {
    case .string(let text): digits = isWholeNumber(text) ? text : nil
    case .number(let number): digits = number.wholeDigits
    case .word: digits = nil
    case nil: throw scanner.defect
    }
    guard let digits else {
      throw OfferDefect("its applicable tests hold \(scanner.lastElement), which is no test id")
    }
    // An id beyond the column's range is a number, and no test has it.
    return Int32(digits).map { TestID($0) }
  }

  private static func isWholeNumber(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.utf8.dropFirst() : text.utf8[...]
    return !digits.isEmpty && digits.allSatisfy(ElementScanner.isDigit)
  }
}

extension ElementScanner {
  /// The whole text is not what it should be.
  fileprivate var defect: OfferDefect {
    OfferDefect(
      "its applicable tests \"\(shownText)\" are neither all nor a JSON list of test ids")
  }
}
