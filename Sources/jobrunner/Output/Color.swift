internal import Foundation

/// A colour of a word, where that helps: on terminals, and where `CLICOLOR_FORCE` asks for it, unless
/// `NO_COLOR` forbids it or the terminal is dumb.
enum Color: String {
  case red = "31"
  case yellow = "33"
  case green = "32"

  /// - Parameter isTerminal: whether it is written to one.
  static func isWanted(
    isTerminal: Bool, _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    func value(_ name: String) -> String { environment[name] ?? "" }
    if !value("NO_COLOR").isEmpty { return false }
    if !["", "0"].contains(value("CLICOLOR_FORCE")) { return true }
    return isTerminal && !["", "dumb"].contains(value("TERM"))
  }

  static let onResults = isWanted(isTerminal: StandardStream.results.isTerminal)
  static let onMessages = isWanted(isTerminal: StandardStream.messages.isTerminal)

  func of(_ text: some StringProtocol) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
