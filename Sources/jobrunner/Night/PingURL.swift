internal import Foundation

/// A URL that is called when a night begins or ends. It is a secret: whoever has it can say that a night
/// went well.
struct PingURL: Sendable, Equatable {
  let text: String
  /// Scheme and host, which may be shown.
  let shown: String

  /// - Returns: nil for what is no URL of http or https with a host.
  init?(_ text: String) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
    else { return nil }
    self.text = text
    shown = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "") + "/***"
  }
}
