internal import Billing
internal import Foundation

/// What the configuration says of who is told of a night: `notify.*` and `hooks.*`.
struct NoticeSettings: Sendable {
  var start: PingAddress?
  /// By how the night ended.
  var pings: [NightOutcome: PingAddress] = [:]
  var hooks: [NightOutcome: Hook] = [:]
  /// What a ping may take with all its tries.
  var pingLimit = Duration.seconds(10)
  /// What a hook may take.
  var hookLimit = Duration.seconds(60)
  /// What Prometheus's node_exporter reads, from the root.
  var metricsFile: String?
  /// What cannot be used of it.
  private(set) var faults: [ConfigurationError] = []

  /// - Parameter text: what is written of a key, or its default.
  init(_ text: (ConfigurationKey) -> String) {
    start = url(.notifyURLStart, text)
    pings[.success] = url(.notifyURLSuccess, text)
    pings[.failure] = url(.notifyURLFailure, text)
    // A night that needs a person has to be heard of, also by who named no URL for it.
    pings[.attention] = url(.notifyURLAttention, text) ?? pings[.failure]
    for outcome in NightOutcome.allCases {
      let command = text(outcome.hookKey)
      if !command.allSatisfy(\.isWhitespace) {
        hooks[outcome] = Hook(key: outcome.hookKey, command: command)
      }
    }
    pingLimit = seconds(.notifyTimeoutSeconds, 1...30, text) ?? pingLimit
    hookLimit = seconds(.hooksTimeoutSeconds, 1...600, text) ?? hookLimit
  }

  private mutating func url(
    _ key: ConfigurationKey, _ text: (ConfigurationKey) -> String
  ) -> PingAddress? {
    let written = text(key)
    guard !written.isEmpty else { return nil }
    if let url = PingURL(written) { return PingAddress(key: key, url: url) }
    // What is written is not repeated: it is a secret.
    faults.append(
      ConfigurationError(
        key.rawValue, "takes a URL of http or https",
        line: ConfigurationReader.line(key, "https://hc-ping.com/YOUR-UUID")))
    return nil
  }

  private mutating func seconds(
    _ key: ConfigurationKey, _ range: ClosedRange<Int>, _ text: (ConfigurationKey) -> String
  ) -> Duration? {
    if let count = Int(text(key)), range.contains(count) { return .seconds(count) }
    faults.append(
      ConfigurationError(
        key.rawValue,
        "\"\(text(key))\" is not a whole number from \(range.lowerBound) to \(range.upperBound)",
        line: ConfigurationReader.line(key)))
    return nil
  }
}

extension NoticeSettings {
  /// What can be read of it whatever is wrong with the rest of the configuration, so that a night that
  /// cannot read its own is heard of: what cannot be used is as if it were not there.
  static func whateverElse(
    file: String?, environment: [String: String]
  ) -> NoticeSettings {
    let text = file.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    let written = YAMLSections.values(of: ["notify", "hooks"], in: text)
    var settings = NoticeSettings { key in
      let given = environment[key.environmentName] ?? ""
      return given.isEmpty ? written[key.rawValue] ?? key.standard : given
    }
    let key = ConfigurationKey.notifyMetricsFile
    if let given = environment[key.environmentName], !given.isEmpty {
      settings.metricsFile = FilePath.absolute(given)
    } else if let given = written[key.rawValue], !given.isEmpty, let file {
      settings.metricsFile = FilePath.absolute(given, in: FilePath.folder(ofFile: file))
    }
    return settings
  }
}

/// A URL, and the key that names it.
struct PingAddress: Sendable, Equatable {
  let key: ConfigurationKey
  let url: PingURL
}

extension NightOutcome {
  /// The key of the hook that is run.
  var hookKey: ConfigurationKey {
    switch self {
    case .success: .hooksOnSuccess
    case .attention: .hooksOnAttention
    case .failure: .hooksOnFailure
    }
  }

  /// The key of the URL that is called, where it is not another's.
  var pingKey: ConfigurationKey {
    switch self {
    case .success: .notifyURLSuccess
    case .attention: .notifyURLAttention
    case .failure: .notifyURLFailure
    }
  }
}

extension ConfigurationKey {
  /// Its name in the environment.
  var environmentName: String {
    rawValue.uppercased().replacing(".", with: "_")
  }
}
