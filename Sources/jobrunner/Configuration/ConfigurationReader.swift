internal import Billing
internal import Configuration
internal import LabSchema

/// Reads typed values from the layers of the configuration: environment, then file, then default.
/// A key's environment variable is its name in capitals, `BILLING_TIME_ZONE`; where it is empty it
/// is not set.
struct ConfigurationReader {
  private let environment: ConfigReader
  private let file: ConfigurationFile?
  private let fileLayer: ConfigReader

  init(file: ConfigurationFile?, environment: [String: String]) {
    self.file = file
    let written = (file?.values ?? [:]).map { key, value in
      (
        AbsoluteConfigKey(key.split(separator: ".").map(String.init), context: [:]),
        ConfigValue(.string(value), isSecret: false)
      )
    }
    self.environment = ConfigReader(
      provider: EnvironmentVariablesProvider(
        environmentVariables: environment.filter { !$0.value.isEmpty }))
    fileLayer = ConfigReader(
      provider: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: written)))
  }

  func text(_ key: String) -> String? {
    Self.text(key, in: environment) ?? Self.text(key, in: fileLayer)
  }

  private static func text(_ key: String, in layer: ConfigReader) -> String? {
    let value = layer.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)))
    return value?.isEmpty == true ? nil : value
  }

  func text(_ key: ConfigurationKey, default value: String) -> String {
    text(key.rawValue) ?? value
  }

  /// A list, as YAML writes it or separated by commas. One that is written empty is empty.
  func list(_ key: ConfigurationKey, default values: [String]) -> [String] {
    if let text = text(key.rawValue) { return text.split(separator: ",").map(String.init) }
    return file?.emptyLists.contains(key.rawValue) == true ? [] : values
  }

  /// A path from the root. One that is written in the file begins at the file's folder, and one of
  /// the environment at the working folder.
  func path(_ key: ConfigurationKey) throws -> String? {
    let given = Self.text(key.rawValue, in: environment)
    guard let written = given ?? Self.text(key.rawValue, in: fileLayer) else { return nil }
    let path =
      if given == nil, let file {
        FilePath.absolute(written, in: file.folder)
      } else {
        FilePath.absolute(written)
      }
    guard let path else {
      throw ConfigurationError(
        key.rawValue, "\"\(written)\" names a home folder that is not known here",
        line: Self.line(key, "/srv/lab"))
    }
    return path
  }

  /// The same, where nothing is given a folder of the working folder.
  func path(_ key: ConfigurationKey, default name: String) throws -> String {
    try path(key) ?? FilePath.absolute("./" + name) ?? name
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
