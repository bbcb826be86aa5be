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

  /// What is written, or the key's default.
  func text(_ key: ConfigurationKey) -> String {
    text(key.rawValue) ?? key.standard
  }

  /// A list, as YAML writes it or separated by commas. One that is written empty is empty.
  func list(_ key: ConfigurationKey) -> [String] {
    if text(key.rawValue) == nil, file?.emptyLists.contains(key.rawValue) == true { return [] }
    return text(key).split(separator: ",").map(String.init)
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

  /// A value that `read` understands, or a refusal with an example of one: the default, where it has one.
  func value<Value>(
    _ key: ConfigurationKey, takes what: String, example: String? = nil, _ read: (String) -> Value?
  ) throws -> Value {
    let text = text(key)
    guard let value = read(text) else {
      throw ConfigurationError(
        key.rawValue, "\"\(text)\" is not \(what)", line: Self.line(key, example))
    }
    return value
  }

  func count(_ key: ConfigurationKey, within range: ClosedRange<Int>) throws -> Int {
    try value(key, takes: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The line to write; with the default, where no other example is given.
  static func line(_ key: ConfigurationKey, _ example: String? = nil) -> String {
    "\(key.rawValue.split(separator: ".").last ?? ""): \(example ?? key.standard)"
  }
}

/// A value of the configuration that cannot be used: which, why, and the line to write instead.
struct ConfigurationError: ReportedError, CustomStringConvertible {
  let message: String
  let remedy: String

  /// A key whose value is not what it takes.
  init(_ key: String, _ problem: String, line: String) {
    message = "\(key): \(problem)"
    remedy = "write: \(line)"
  }

  init(message: String, remedy: String) {
    self.message = message
    self.remedy = remedy
  }

  var exitStatus: ExitStatus { .notConfigured }

  var description: String { "\(message); \(remedy)" }
}
