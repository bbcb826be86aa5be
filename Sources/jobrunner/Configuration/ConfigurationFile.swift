internal import Billing
internal import Foundation
internal import LabSchema
internal import Yams

/// The configuration file, read and held to the list of keys.
struct ConfigurationFile {
  /// Values by key, as they are written; a list is joined by commas, as in the environment.
  private(set) var values: [String: String] = [:]
  /// Keys whose list is written empty: `[]`.
  private(set) var emptyLists: Set<String> = []
  /// Where the file lies: a relative path in it begins there.
  let folder: String

  /// - Throws: `ConfigurationError` where it cannot be read, is no YAML, or has an unknown key.
  init(path: String) throws {
    let file = FilePath.absolute(path) ?? path
    folder = FilePath.folder(ofFile: path)
    try read(try Self.text(of: file, path), path: path)
  }

  private static func text(of file: String, _ path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
      throw ConfigurationError(
        message: "there is no configuration file \(path)",
        remedy: "check the path given by --config, or copy Config/jobrunner.yaml there")
    }
    guard !isFolder.boolValue else {
      throw ConfigurationError(
        message: "\(path) is a folder, not a configuration file",
        remedy: "name the file in it, such as \(path)/jobrunner.yaml")
    }
    guard let handle = FileHandle(forReadingAtPath: file),
      let data = try? handle.readToEnd() ?? Data()
    else {
      throw ConfigurationError(
        message: "the configuration file \(path) cannot be read", remedy: "let this user read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(
        message: "the configuration file \(path) is not text in UTF-8",
        remedy: "save it as UTF-8, or compare it with Config/jobrunner.yaml")
    }
    return text
  }

  private mutating func read(_ text: String, path: String) throws {
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
        if value.sequence?.isEmpty == true { emptyLists.insert(key) }
        values[key] = try Self.text(value, key: key, path: path)
      } else {
        // What is no name is not repeated: a URL in the wrong place has a password.
        let shown = Self.isName(key) ? "unknown key \(key)" : "here stands what is no key"
        throw ConfigurationError(
          message: "\(path)\(Self.line(keyNode)): \(shown)", remedy: Self.suggestion(for: key))
      }
    }
  }

  private static func text(_ node: Node, key: String, path: String) throws -> String? {
    if node.null != nil { return nil }
    if let scalar = node.scalar { return scalar.string }
    let place = "\(path)\(line(node)): \(key)"
    guard ConfigurationKey(rawValue: key)?.isList == true else {
      throw ConfigurationError(
        message: "\(place) takes one value, and no list or keys of its own",
        remedy: "write it behind the colon, as in Config/jobrunner.yaml")
    }
    let items = node.sequence?.map { $0.scalar?.string ?? "" }
    guard let items, !items.contains(where: { $0.isEmpty || $0.contains(",") }) else {
      throw ConfigurationError(
        message: "\(place) takes a list of values without commas",
        remedy: "write it as in Config/jobrunner.yaml: [one, another]")
    }
    return items.joined(separator: ",")
  }

  private static func isName(_ key: String) -> Bool {
    key.count <= 60
      && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
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
