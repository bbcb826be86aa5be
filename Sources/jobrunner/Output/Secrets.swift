internal import Billing

/// What a text that is shown or kept must not say: passwords, in URLs and in libpq's `password=…`, and in
/// what a machine keeps how people are reached.
enum Secrets {
  static let mask = "***"

  /// The text without telephone numbers, as far as they begin with a country's code or are India's ten
  /// digits of a mobile, and without addresses of e-mail.
  static func withoutPeople(_ text: String) -> String {
    var text = text
    // A bracket, or the zero of "+44 (0)20", is part of it, and so is what stands between groups.
    if text.contains("+") {
      text.replace(#/\+ ?\(?[1-9](?:[ ().\/-]{0,3}\d){7,}/#, with: mask)
    }
    if text.contains("00") {
      // Behind a slash or a dash it is a document's number.
      text = text.replacing(#/(?<before>^|[^\w\/-])00 ?[1-9](?:[ ().\/-]{0,3}\d){7,}/#) { match in
        match.before + mask
      }
    }
    text.replace(#/\b[6-9]\d{4}[ .-]?\d{5}\b/#, with: mask)
    if text.contains("@") {
      text.replace(#/[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/#, with: mask)
    }
    return text
  }

  /// The text without passwords. It is better to hide too much of what a person typed than too
  /// little: a password can hold any character, so that of a URL goes up to the last `@` before the
  /// next space.
  static func hidden(in text: String) -> String {
    var text = text
    if text.contains("://") { text = withoutURLPasswords(text) }
    if text.lowercased().contains("password") { text = withoutNamedPasswords(text) }
    return text
  }

  private static func withoutURLPasswords(_ text: String) -> String {
    text.replacing(#/(?<scheme>:\/\/)(?<rest>\S+)/#) { match in
      "://" + authority(String(match.rest))
    }
  }

  /// What follows `://`, its password hidden.
  private static func authority(_ rest: String) -> String {
    if let at = rest.lastIndex(of: "@") {
      let user = rest[..<at].prefix { $0 != ":" }
      guard user.endIndex < at else { return rest }
      return "\(user):\(mask)\(rest[at...])"
    }
    // Without an @ what looks like the port may be a password.
    guard let colon = rest.firstIndex(of: ":") else { return rest }
    let port = rest[rest.index(after: colon)...].prefix { $0 != "/" && $0 != "?" && $0 != "\"" }
    guard !port.isEmpty, !port.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," }) else {
      return rest
    }
    return "\(rest[...colon])\(mask)"
  }

  private static func withoutNamedPasswords(_ text: String) -> String {
    text.replacing(#/(?i)(?<name>password\s*=\s*)(?<value>'(?:[^'\\]|\\.)*'|[^\s&]+)/#) { match in
      "\(match.name)\(mask)"
    }
  }
}
