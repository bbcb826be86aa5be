internal import Billing
internal import Foundation

/// What a key comes to, and where that comes from.
struct ConfiguredValue {
  let key: String
  /// As it may be shown; nil where it is nothing.
  let shown: String?
  let source: ConfigurationSource

  var isSet: Bool { source != .standard }
}

extension ConfigurationReader {
  /// Every key in the order of the file that is shipped, the severities behind the other checks.
  ///
  /// - Parameter schema: the option `--lab`.
  func values(schema: String?) -> [ConfiguredValue] {
    let values = ConfigurationKey.allCases.map { value($0, schema: schema) }
    let severities = FindingKind.allCases.filter { !$0.quarantines }.map { kind in
      let key = ConfigurationKey.severityKey(of: kind)
      let (text, source) = written(key) ?? (kind.facts.severity.rawValue, .standard)
      return ConfiguredValue(key: key, shown: Secrets.hidden(in: text), source: source)
    }
    let place = values.lastIndex { $0.key.hasPrefix("checks.") } ?? values.endIndex - 1
    return values[...place] + severities + values[(place + 1)...]
  }

  private func value(_ key: ConfigurationKey, schema: String?) -> ConfiguredValue {
    if key == .databaseSchema, let schema {
      return ConfiguredValue(key: key.rawValue, shown: schema, source: .option("--lab"))
    }
    let (text, source) = written(key.rawValue) ?? (key.standard, .standard)
    let path: String? =
      switch key {
      case .exportsFolder: exportsFolder(schema: schema ?? self.text(.databaseSchema))
      case .exportsTemporaryFolder: temporaryFolder
      case _ where key.facts.values == .path: self.path(key)
      default: nil
      }
    let shown = path ?? key.masked(text)
    return ConfiguredValue(
      key: key.rawValue, shown: shown.isEmpty && !key.isList ? nil : shown, source: source)
  }

  /// Where the packages of a lab go.
  func exportsFolder(schema: String) -> String {
    let name = ExportsFolderName.standard(schema: schema)
    return path(.exportsFolder) ?? FilePath.absolute("./" + name) ?? name
  }

  /// Where workbooks are built.
  var temporaryFolder: String {
    path(.exportsTemporaryFolder) ?? FileManager.default.temporaryDirectory.path
  }
}
