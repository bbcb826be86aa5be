internal import Billing
internal import Foundation

/// What the configuration says of who is told of a night: `notify.*` and `hooks.*`.
struct NoticeSettings: Sendable {
  var start: PingAddress?
  /// By how the night ended.
  var pings: [NightOutcome: PingAddress] = [:]
  var hooks: [NightOutcome: Hook] = [:]
  /// What a ping may take with all its tries.
  let pingLimit: Duration
  /// What a hook may take.
  let hookLimit: Duration
  /// What Prometheus's node_exporter reads, from the root.
  let metricsFile: String?

  /// - Parameter reader: keeps what cannot be used as a fault; here it is as if it were not there.
  init(_ reader: ConfigurationReader) {
    pingLimit = .seconds(reader.count(.notifyTimeoutSeconds))
    hookLimit = .seconds(reader.count(.hooksTimeoutSeconds))
    metricsFile = reader.path(.notifyMetricsFile)
    start = Self.url(.notifyURLStart, reader)
    pings[.success] = Self.url(.notifyURLSuccess, reader)
    pings[.failure] = Self.url(.notifyURLFailure, reader)
    // A night that needs a person has to be heard of, also by who named no URL for it.
    pings[.attention] = Self.url(.notifyURLAttention, reader) ?? pings[.failure]
    for outcome in NightOutcome.allCases {
      let command = reader.text(outcome.hookKey)
      if !command.allSatisfy(\.isWhitespace) {
        hooks[outcome] = Hook(key: outcome.hookKey, command: command)
      }
    }
  }

  private static func url(
    _ key: ConfigurationKey, _ reader: ConfigurationReader
  ) -> PingAddress? {
    let url = reader.value(key, example: "https://hc-ping.com/YOUR-UUID") { text -> PingURL?? in
      text.isEmpty ? .some(nil) : PingURL(text).map(Optional.some)
    }
    return url.map { PingAddress(key: key, url: $0) }
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
