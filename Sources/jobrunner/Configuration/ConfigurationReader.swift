internal import Configuration
internal import Foundation
internal import LabSchema

/// Reads typed values from the layers of the configuration: environment, then file, then default.
/// A key's environment variable is its name in capitals, `BILLING_TIME_ZONE`.
struct ConfigurationReader {
  private let layers: ConfigReader

  init(file: ConfigurationFile?, environment: [String: String]) {
    let written = (file?.values ?? [:]).map { key, value in
      (
        AbsoluteConfigKey(key.split(separator: ".").map(String.init), context: [:]),
        ConfigValue(.string(value), isSecret: false)
      )
    }
    layers = ConfigReader(providers: [
      EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty }),
      InMemoryProvider(values: Dictionary(uniqueKeysWithValues: written)),
    ])
  }

  func text(_ key: String) -> String? {
    let value = layers.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)))
    return value?.isEmpty == true ? nil : value
  }

  func text(_ key: ConfigurationKey, default value: String) -> String {
    text(key.rawValue) ?? value
  }

  func list(_ key: ConfigurationKey, default values: [String]) -> [String] {
    guard let text = text(key.rawValue) else { return values }
    return text.split(separator: ",").map { String($0).precomposedStringWithCanonicalMapping }
  }

  /// A value that `read` understands, or a refusal with an example of one.
  func value<Value>(
    _ key: ConfigurationKey, default value: Value, takes what: String, example: String,
    _ read: (String) -> Value?
  ) throws -> Value {
    guard let text = text(key.rawValue) else { return value }
    guard let value = read(text) else {
      throw ConfigurationError(
        key.rawValue, "\"\(text)\" is not \(what)", line: Self.line(key, example))
    }
    return value
  }

  func count(
    _ key: ConfigurationKey, default number: Int, within range: ClosedRange<Int>
  ) throws -> Int {
    try value(
      key, default: number,
      takes: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      example: "\(number)"
    ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  static func line(_ key: ConfigurationKey, _ example: String) -> String {
    "\(key.rawValue.split(separator: ".").last ?? ""): \(example)"
  }
}
