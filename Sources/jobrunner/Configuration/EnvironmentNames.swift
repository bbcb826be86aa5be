internal import Billing
internal import PlainText

/// Environment variables that are near to one that would be read, and are not it: what they were to set
/// has its default, without a word.
enum EnvironmentNames {
  /// Variables of the program's own that set no key.
  private static let others = ["JOBRUNNER_CONFIG", "JOBRUNNER_AS"]

  /// What is wrong with the names of an environment.
  static func faults(in environment: [String: String]) -> [ConfigurationFault] {
    environment.keys.sorted().compactMap { name in
      guard environment[name]?.isEmpty == false, let meant = meant(by: name) else { return nil }
      return ConfigurationFault(
        source: .variable(name), problem: "no such variable is read",
        remedy: "did you mean \(meant)? Where another program needs it, run this one without it: "
          + "env -u \(name) jobrunner …")
    }
  }

  /// The variable that somebody who wrote this name meant; nil where it is read, or another's.
  static func meant(by name: String) -> String? {
    guard name == name.uppercased(), !known.contains(name) else { return nil }
    // The rest of a name says which variable of a section it is: DATABASE_USER is near to DATABASE_URL
    // only by what both begin with.
    for (prefix, rests) in restsByPrefix where name.hasPrefix(prefix) {
      let written = String(name.dropFirst(prefix.count))
      let near = NearWords.nearest(
        to: written, among: rests, atMost: written.count < 6 ? 1 : 2)
      if let near { return prefix + near }
    }
    if name.hasPrefix("JOBRUNNER_CONF") { return "JOBRUNNER_CONFIG" }
    return NearWords.nearest(to: name, among: Array(known), atMost: name.count > 8 ? 1 : 0)
  }

  private static let known = Set(
    (ConfigurationKey.allCases.map(\.rawValue)
      + FindingKind.allCases.map { ConfigurationKey.severityKey(of: $0) }).map(
        ConfigurationKey.variable) + others)

  private static let restsByPrefix: [(prefix: String, rests: [String])] =
    Dictionary(grouping: known) { name in String(name.prefix { $0 != "_" }) + "_" }
    .map { prefix, names in (prefix, names.sorted().map { String($0.dropFirst(prefix.count)) }) }
    .sorted { $0.prefix < $1.prefix }
}
