internal import Foundation
internal import PlainText

/// A payment gateway's own name of a payment, in the one form it is compared and kept in: it counts
/// once, for ever.
///
/// The form is Unicode's NFC, which joins spellings that are the same text by Unicode's own definition
/// and no others (docs/decisions/0020). What a spreadsheet has made of a reference is none: two
/// payments may have become the same, or one another's.
package struct GatewayReference: Hashable, Sendable {
  package let text: String

  /// Characters that a reference has at most; what gateways write is far below.
  package static let longest = 255

  /// Why a text is no reference.
  package struct Problem: Error, Equatable {
    /// What is wrong, such as `is a number in scientific notation`.
    package var reason: String
  }

  /// - Parameter text: without white space around it, and without control characters.
  package init(_ text: String) throws(Problem) {
    guard !text.isEmpty else { throw Problem(reason: "is empty") }
    let count = text.unicodeScalars.count
    guard count <= Self.longest else {
      throw Problem(
        reason: "has \(counted(count, "character")), and at most \(Self.longest) are one")
    }
    if let damage = SpreadsheetDamage(text) { throw Problem(reason: damage.reason) }
    self.text =
      text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
  }
}

/// What a spreadsheet leaves of a text that it took for a number or a formula, or was told not to.
package enum SpreadsheetDamage: Equatable, Sendable {
  case scientific
  case formula
  case apostrophe
  /// `#NAME?`, `####`, `NULL`: what stands in a cell that could not be shown or had nothing in it.
  case placeholder

  /// nil for a text that is not damaged.
  package init?(_ text: String) {
    switch text.unicodeScalars.first {
    case "=", "\u{FF1D}": self = .formula
    case "'", "\u{2019}", "\u{FF07}": self = .apostrophe
    case "#" where Self.isErrorValue(text): self = .placeholder
    default:
      if Self.isScientific(text) {
        self = .scientific
      } else if ["null", "none", "nan", "n/a", "undefined"].contains(text.lowercased()) {
        self = .placeholder
      } else {
        return nil
      }
    }
  }

  /// What is wrong, for a message such as `reference "1.2E+15" is …`.
  package var reason: String {
    switch self {
    case .scientific:
      "is a number in scientific notation: a spreadsheet has destroyed what stood there"
    case .formula: "is a spreadsheet's formula, and not what stood there"
    case .apostrophe: "begins with a spreadsheet's apostrophe, and is not what stood there"
    case .placeholder: "is what stands in a spreadsheet's cell in place of a value"
    }
  }

  /// `1.23457E+15`, `1e+22`, `1,5E15`: with a sign or a fraction. `123E456` may be a name.
  private static func isScientific(_ text: String) -> Bool {
    // Nearly every text ends here, before a regular expression looks at it.
    guard let first = text.utf8.first, first < UInt8(ascii: ":"),
      text.utf8.contains(UInt8(ascii: "E")) || text.utf8.contains(UInt8(ascii: "e"))
    else { return false }
    return text.wholeMatch(
      of: /[+-]?[0-9]+([.,][0-9]+)?[eE][+-][0-9]+|[+-]?[0-9]+[.,][0-9]+[eE][0-9]+/) != nil
  }

  private static func isErrorValue(_ text: String) -> Bool {
    text.allSatisfy { $0 == "#" }
      || ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"].contains(
        text.uppercased())
  }
}
