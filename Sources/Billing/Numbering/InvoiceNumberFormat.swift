internal import PlainText

/// How a number of a series is written, such as `PL/{fy}/{seq:07}` (docs/trust.md, Numbers).
///
/// It is held to the Indian GST rule 46(b), the strictest of the field: at most 16 characters of
/// letters, digits, `-` and `/`, unique within a financial year.
package struct InvoiceNumberFormat: Hashable, Sendable {
  /// The format as it was written.
  package let pattern: String
  private let pieces: [Piece]
  /// Digits of the running number, filled with zeros.
  private let width: Int

  private enum Piece: Hashable, Sendable {
    case text(String)
    case fiscalYear
    case sequence
  }

  /// The longest number the rule allows.
  package static let maximumLength = 16

  /// - Throws: ``InvoiceNumberFormatError`` with what is wrong.
  package init(_ pattern: String) throws(InvoiceNumberFormatError) {
    self.pattern = pattern
    var pieces: [Piece] = []
    var width = 1
    var rest = Substring(pattern)
    while let character = rest.first {
      if character == "{" {
        guard let end = rest.firstIndex(of: "}") else { throw .unclosedBrace }
        let name = rest[rest.index(after: rest.startIndex)..<end]
        if name == "fy" {
          pieces.append(.fiscalYear)
        } else if name == "seq" || name.hasPrefix("seq:0") {
          if name != "seq" {
            let written = String(name.dropFirst(5))
            guard let digits = parseDigits(written.utf8.span), (1...12).contains(digits) else {
              throw .unknownField(String(name))
            }
            width = digits
          }
          pieces.append(.sequence)
        } else {
          throw .unknownField(String(name))
        }
        rest = rest[rest.index(after: end)...]
      } else {
        let text = rest.prefix { $0 != "{" }
        pieces.append(.text(String(text)))
        rest = rest[text.endIndex...]
      }
    }
    guard pieces.count(where: { $0 == .sequence }) == 1 else { throw .needsOneSequence }
    guard pieces.contains(.fiscalYear) else { throw .needsFiscalYear }
    self.pieces = pieces
    self.width = width
    try check(number(1, fiscalYearLabel: "25-26"))
  }

  /// `CN/{fy}/{seq:05}`, for two letters that begin a default.
  init(standard letters: StaticString) {
    pattern = "\(letters)/{fy}/{seq:05}"
    pieces = [.text("\(letters)/"), .fiscalYear, .text("/"), .sequence]
    width = 5
  }

  private func check(_ sample: String) throws(InvoiceNumberFormatError) {
    guard sample.utf8.count <= Self.maximumLength else { throw .tooLong(sample) }
    for character in sample where !Self.isAllowed(character) { throw .forbidden(character) }
    guard let first = sample.first, first.isLetter || first.isNumber else {
      throw .badFirstCharacter(sample)
    }
  }

  private static func isAllowed(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber)
      || character == "-" || character == "/"
  }

  /// The number's text. It may be longer than the rule allows where the sequence has outgrown the
  /// format: see ``largestSequence(fiscalYearLabel:)``.
  package func number(_ sequence: Int64, fiscalYearLabel: String) -> String {
    prefix(fiscalYearLabel: fiscalYearLabel) + padded(sequence)
      + suffix(fiscalYearLabel: fiscalYearLabel)
  }

  private func padded(_ sequence: Int64) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// What stands before and after the running number, for a statement that writes many.
  package func prefix(fiscalYearLabel: String) -> String {
    Self.text(pieces.prefix { $0 != .sequence }, fiscalYearLabel)
  }

  package func suffix(fiscalYearLabel: String) -> String {
    Self.text(pieces.drop { $0 != .sequence }.dropFirst(), fiscalYearLabel)
  }

  private static func text(_ pieces: some Sequence<Piece>, _ fiscalYearLabel: String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .fiscalYear: fiscalYearLabel
      case .sequence: ""
      }
    }.joined()
  }

  /// The running number of a number that was written so; nil for any other text.
  package func sequence(of number: String, fiscalYearLabel: String) -> Int64? {
    let before = prefix(fiscalYearLabel: fiscalYearLabel).utf8
    let after = suffix(fiscalYearLabel: fiscalYearLabel).utf8
    let text = number.utf8
    guard text.count > before.count + after.count, text.starts(with: before),
      text.suffix(after.count).elementsEqual(after)
    else { return nil }
    let digits = text.dropFirst(before.count).dropLast(after.count)
    guard digits.allSatisfy({ (48...57).contains($0) }),
      let sequence = Int64(String(decoding: digits, as: UTF8.self)),
      padded(sequence).utf8
        .elementsEqual(digits)
    else { return nil }
    return sequence
  }

  /// Digits that the running number is filled up to.
  package var sequenceWidth: Int { width }

  /// The largest running number that still fits the rule.
  package func largestSequence(fiscalYearLabel: String) -> Int64 {
    let around =
      prefix(fiscalYearLabel: fiscalYearLabel).utf8.count
      + suffix(fiscalYearLabel: fiscalYearLabel).utf8.count
    let digits = min(Self.maximumLength - around, 18)
    return (0..<digits).reduce(Int64(1)) { power, _ in power * 10 } - 1
  }
}

/// Why a number format cannot be used.
package enum InvoiceNumberFormatError: Error, Equatable, Sendable {
  case unclosedBrace
  case unknownField(String)
  case needsOneSequence
  case needsFiscalYear
  case tooLong(String)
  case forbidden(Character)
  case badFirstCharacter(String)
}

extension InvoiceNumberFormatError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unclosedBrace: "a { has no }"
    case .unknownField(let name): "{\(name)} is not known: use {fy} and {seq:07}"
    case .needsOneSequence: "it needs {seq}, once, or {seq:07} for seven digits"
    case .needsFiscalYear: "it needs {fy}: numbers restart each financial year"
    case .tooLong(let sample):
      "\(sample) has \(sample.count) characters, and an invoice number has at most "
        + "\(InvoiceNumberFormat.maximumLength)"
    case .forbidden(let character):
      "\"\(character)\" is not allowed: letters, digits, - and / are"
    case .badFirstCharacter(let sample): "\(sample) must start with a letter or a digit"
    }
  }
}
