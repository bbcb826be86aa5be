internal import Foundation
internal import LabSchema
internal import Yams

/// The configuration file, read and held to the list of keys.
struct ConfigurationFile {
  /// Values by key, as they are written; a list is joined by commas, as in the environment.
  private(set) var values: [String: String] = [:]

  /// - Throws: `ConfigurationError` where it cannot be read, is no YAML, or has an unknown key.
  init(path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ConfigurationError(
        message: "the configuration file \(path) cannot be read",
        remedy: "check the path given by --config, or copy Config/jobrunner.yaml there")
    }
    try self.init(text: text, path: path)
  }

  init(text: String, path: String) throws {
    do {
      guard let root = try compose(yaml: text) else { return }
      try read(root, prefix: "", path: path)
    } catch let error as YamlError {
      throw ConfigurationError(
        message: "\(path) is not YAML: \(String(describing: error).split(separator: "\n")[0])",
        remedy: "compare it with Config/jobrunner.yaml")
    }
  }

  private mutating func read(_ node: Node, prefix: String, path: String) throws {
    guard let mapping = node.mapping else {
      throw ConfigurationError(
        message: "\(path)\(Self.line(node)): \(prefix.isEmpty ? "the file" : prefix) holds no keys",
        remedy: "compare it with Config/jobrunner.yaml")
    }
    for (keyNode, value) in mapping {
      let name = keyNode.string ?? ""
      let key = prefix.isEmpty ? name : "\(prefix).\(name)"
      if Self.sections.contains(key) {
        if value.null == nil { try read(value, prefix: key, path: path) }
      } else if Self.isKnown(key) {
        values[key] = try Self.text(value, key: key, path: path)
      } else {
        throw ConfigurationError(
          message: "\(path)\(Self.line(keyNode)): unknown key \(key)",
          remedy: Self.suggestion(for: key))
      }
    }
  }

  private static func text(_ node: Node, key: String, path: String) throws -> String? {
    if node.null != nil { return nil }
    if let scalar = node.scalar { return scalar.string }
    let items = node.sequence?.map { $0.scalar?.string }
    guard let items, !items.contains(nil) else {
      throw ConfigurationError(
        message: "\(path)\(line(node)): \(key) takes a single value or a list",
        remedy: "compare it with Config/jobrunner.yaml")
    }
    return items.compactMap(\.self).joined(separator: ",")
  }

  private static func line(_ node: Node) -> String {
    node.mark.map { ":\($0.line)" } ?? ""
  }

  private static let sections: Set<String> = {
    var sections: Set<String> = ["checks.severity"]
    for key in ConfigurationKey.allCases {
      sections.insert(String(key.rawValue.prefix { $0 != "." }))
    }
    return sections
  }()

  static func isKnown(_ key: String) -> Bool {
    ConfigurationKey(rawValue: key) != nil
      || FindingKind.allCases.contains { "checks.severity.\($0.rawValue)" == key }
  }

  /// The keys of the same section, or all sections.
  private static func suggestion(for key: String) -> String {
    let section = key.prefix { $0 != "." }
    let near = ConfigurationKey.allCases.map(\.rawValue).filter { $0.hasPrefix("\(section).") }
    guard near.isEmpty else { return "the keys of \(section) are: \(near.joined(separator: ", "))" }
    return
      "the sections are: \(sections.subtracting(["checks.severity"]).sorted().joined(separator: ", "))"
  }
}
