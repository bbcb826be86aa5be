internal import Billing
internal import Configuration
internal import Foundation
internal import LabSchema
internal import Postgres

/// Reads typed values from the layers of the configuration: environment, then systemd's credentials,
/// then file, then default. A key's environment variable is its name in capitals, `BILLING_TIME_ZONE`;
/// where it is empty it is not set. What cannot be used is kept as a fault, and reading goes on with the
/// default, so that all faults can be told at once.
final class ConfigurationReader {
  /// Values of one kind of place.
  private struct Layer {
    let values: ConfigReader
    let source: (_ key: String) -> ConfigurationSource

    func text(_ key: String) -> String? {
      let parts = key.split(separator: ".").map(String.init)
      let value = values.string(
        forKey: ConfigKey(parts), isSecret: ConfigurationKey(rawValue: key)?.isSecret ?? false)
      return value?.isEmpty == true ? nil : value
    }
  }

  let file: ConfigurationFile?
  private let layers: [Layer]
  /// What was found wrong so far.
  private(set) var faults: [ConfigurationFault]

  init(file: ConfigurationFile?, environment: [String: String]) {
    self.file = file
    let credentials = Credentials(environment: environment)
    let entries = file?.entries ?? [:]
    layers = [
      Layer(
        values: ConfigReader(
          provider: EnvironmentVariablesProvider(
            environmentVariables: environment.filter { !$0.value.isEmpty })),
        source: { .variable(ConfigurationKey.variable($0)) }),
      Self.layer(credentials.values) { .credential(Credentials.name(of: $0)) },
      Self.layer(entries.mapValues(\.text)) { .file(file?.path ?? "", line: entries[$0]?.line) },
    ]
    faults =
      (file?.faults ?? []) + credentials.faults + EnvironmentNames.faults(in: environment)
  }

  private static func layer(
    _ values: [String: String], _ source: @escaping (String) -> ConfigurationSource
  ) -> Layer {
    let written = values.map { key, value in
      (
        AbsoluteConfigKey(key.split(separator: ".").map(String.init), context: [:]),
        ConfigValue(
          .string(value), isSecret: ConfigurationKey(rawValue: key)?.isSecret ?? false)
      )
    }
    return Layer(
      values: ConfigReader(
        provider: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: written))),
      source: source)
  }

  /// What is written of a key, and where; nil where nothing is.
  func written(_ key: String) -> (text: String, source: ConfigurationSource)? {
    for layer in layers {
      if let text = layer.text(key) { return (text, layer.source(key)) }
    }
    if let entry = file?.entries[key], entry.isEmptyList {
      return ("", .file(file?.path ?? "", line: entry.line))
    }
    return nil
  }

  func text(_ key: String) -> String? {
    written(key).flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  /// What is written, or the key's default.
  func text(_ key: ConfigurationKey) -> String {
    text(key.rawValue) ?? key.standard
  }

  /// A list, as YAML writes it or separated by commas. One that is written empty is empty.
  func list(_ key: ConfigurationKey) -> [String] {
    (written(key.rawValue)?.text ?? key.standard).split(separator: ",").map(String.init)
  }

  /// A path from the root; nil where none is given. One that is written in the file begins at the file's
  /// folder, any other at the working folder.
  func path(_ key: ConfigurationKey) -> String? {
    guard let (text, source) = written(key.rawValue), !text.isEmpty else { return nil }
    let path =
      if case .file = source, let file {
        FilePath.absolute(text, in: file.folder)
      } else {
        FilePath.absolute(text)
      }
    if path == nil {
      refuse(key, "\"\(text)\" names a home folder that is not known here", example: "/srv/lab")
    }
    return path
  }

  /// A value that `read` understands; where it does not, the default, and a fault with an example of what
  /// is taken: the default, where there is one.
  func value<Value>(
    _ key: ConfigurationKey, example: String? = nil, _ read: (String) -> Value?
  ) -> Value {
    let text = text(key)
    if let value = read(text) { return value }
    // What is written of a secret is not repeated.
    let problem = key.isSecret ? "takes" : "\"\(Secrets.hidden(in: text))\" is not"
    refuse(key, "\(problem) \(key.facts.values)", example: example)
    return standard(key, read)
  }

  /// The value of a key's default.
  func standard<Value>(_ key: ConfigurationKey, _ read: (String) -> Value?) -> Value {
    guard let standard = read(key.standard) else {
      preconditionFailure("the default of \(key.rawValue) is none of its values")
    }
    return standard
  }

  /// A whole number within the key's range.
  func count(_ key: ConfigurationKey) -> Int {
    guard case .count(let range) = key.facts.values else {
      preconditionFailure("\(key.rawValue) takes no number")
    }
    return value(key) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// Notes that a key's value cannot be used.
  func refuse(_ key: ConfigurationKey, _ problem: String, example: String? = nil) {
    refuse(
      key.rawValue, problem, remedy: "write: \(Self.line(key, example))")
  }

  func refuse(_ key: String, _ problem: String, remedy: String) {
    faults.append(
      ConfigurationFault(
        source: written(key)?.source, key: key, problem: problem, remedy: remedy))
  }

  /// What others may read of secrets that files hold.
  var readableSecrets: [ConfigurationFault] {
    let file = file.map(\.readableSecrets) ?? []
    guard let path = path(.databasePasswordFile), FileRights.letOthersRead(path) else {
      return file
    }
    return file + [
      ConfigurationFault(
        source: written(ConfigurationKey.databasePasswordFile.rawValue)?.source,
        key: ConfigurationKey.databasePasswordFile.rawValue,
        problem: "any user of this machine may read \(path)", remedy: "chmod o-rwx \(path)")
    ]
  }

  /// The line to write; with the default, where no other example is given.
  static func line(_ key: ConfigurationKey, _ example: String? = nil) -> String {
    "\(key.rawValue.split(separator: ".").last ?? ""): \(example ?? key.standard)"
  }
}

extension ConfigurationKey {
  /// A value as it may be shown: of a secret only what is none, such as the host of a URL.
  func masked(_ text: String) -> String {
    if self == .databaseURL, (try? DatabaseURL(text)) == nil { return Secrets.mask }
    guard isSecret, self != .databaseURL else { return Secrets.hidden(in: text) }
    guard let scheme = text.firstRange(of: "://")?.upperBound else { return Secrets.mask }
    let authority = text[scheme...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = authority[
      (authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...]
    return text[..<scheme] + host + "/" + Secrets.mask
  }

  /// Whether nobody should see the value as it is.
  func holdsSecret(_ text: String) -> Bool { masked(text) != text }
}
