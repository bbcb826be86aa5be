internal import Billing
internal import Foundation
internal import PlainText
internal import Yams

/// The configuration file, read and held to the list of keys. What is wrong with it is collected, so that
/// all of it can be told at once.
struct ConfigurationFile {
  /// What is written of a key: a list is joined by commas, as in the environment.
  struct Entry {
    var text: String
    var line: Int?
    /// Whether a list is written empty: `[]`.
    var isEmptyList = false
  }

  /// As the person wrote it.
  let path: String
  /// The path from the root.
  let absolutePath: String
  private(set) var entries: [String: Entry] = [:]
  private(set) var faults: [ConfigurationFault] = []
  /// Whether there is a text; what is wrong in it is a fault.
  private(set) var isText = false

  /// Where the file lies: a relative path in it begins there.
  var folder: String { FilePath.folder(ofFile: path) }

  init(path: String) {
    self.path = path
    absolutePath = FilePath.absolute(path) ?? path
    guard let text = text() else { return }
    isText = true
    read(text)
  }

  private mutating func text() -> String? {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: absolutePath, isDirectory: &isFolder) else {
      return refuse(
        "there is no configuration file \(path)",
        "check the path given by --config, or copy Config/jobrunner.yaml there")
    }
    guard !isFolder.boolValue else {
      return refuse(
        "\(path) is a folder, not a configuration file",
        "name the file in it, such as \(path)/jobrunner.yaml")
    }
    guard let handle = FileHandle(forReadingAtPath: absolutePath),
      let data = try? handle.readToEnd() ?? Data()
    else {
      return refuse("the configuration file \(path) cannot be read", "let this user read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      _ = refuse(
        "the configuration file \(path) is not text in UTF-8",
        "save it as UTF-8, or compare it with Config/jobrunner.yaml")
      // Who is told of a night can be read all the same.
      return String(decoding: data, as: UTF8.self)
    }
    return text
  }

  private mutating func refuse(_ problem: String, _ remedy: String) -> String? {
    faults.append(ConfigurationFault(problem: problem, remedy: remedy))
    return nil
  }

  private mutating func refuse(_ node: Node, _ key: String?, _ problem: String, _ remedy: String) {
    faults.append(
      ConfigurationFault(
        source: .file(path, line: node.mark?.line), key: key, problem: problem, remedy: remedy))
  }

  private mutating func read(_ text: String) {
    do {
      do {
        if let root = try compose(yaml: text) { read(root, prefix: "") }
      } catch YamlError.duplicatedKeysInMapping {
        if let root = try compose(yaml: RepeatedKeys(renamedIn: text).text) {
          read(root, prefix: "")
        }
      }
    } catch {
      let error = error as? YamlError ?? .no
      faults.append(ConfigurationFault(error, in: text, path: path))
      // What the other sections say is still so: what else is wrong, and who is told of a night.
      for section in YAMLSections.texts(of: RepeatedKeys(renamedIn: text).text) {
        if let root = try? compose(yaml: section), root.mapping != nil { read(root, prefix: "") }
      }
    }
  }

  /// - Parameter prefix: the section that the node is of; empty for the file.
  private mutating func read(_ node: Node, prefix: String) {
    guard let mapping = node.mapping else {
      return refuse(
        node, prefix.isEmpty ? nil : prefix, "holds no keys",
        "compare it with Config/jobrunner.yaml")
    }
    for (keyNode, value) in mapping {
      let (name, firstLine) = RepeatedKeys.original(of: keyNode.string ?? "")
      let key = prefix.isEmpty ? name : "\(prefix).\(name)"
      if let firstLine, UnknownKey.isName(key) {
        refuse(
          keyNode, key, "stands twice: the first time in line \(firstLine)",
          "keep one of the two")
      }
      if Self.sections.contains(key) {
        if value.null == nil { read(value, prefix: key) }
      } else if Self.names.contains(key) {
        if let entry = entry(value, key: key) { entries[key] = entry }
      } else {
        let unknown = UnknownKey(key)
        refuse(keyNode, nil, unknown.problem, unknown.remedy)
      }
    }
  }

  private mutating func entry(_ node: Node, key: String) -> Entry? {
    let line = node.mark?.line
    if node.null != nil { return nil }
    if let scalar = node.scalar { return Entry(text: scalar.string, line: line) }
    guard ConfigurationKey(rawValue: key)?.isList == true else {
      refuse(
        node, key, "takes one value, and no list or keys of its own",
        "write it behind the colon, as in Config/jobrunner.yaml")
      return nil
    }
    let items = node.sequence?.map { $0.scalar?.string ?? "" }
    guard let items, !items.contains(where: { $0.isEmpty || $0.contains(",") }) else {
      refuse(
        node, key, "takes \(ConfigurationValues.list)",
        "write it as in Config/jobrunner.yaml: [one, another]")
      return nil
    }
    return Entry(text: items.joined(separator: ","), line: line, isEmptyList: items.isEmpty)
  }

  static let sections = Set(ConfigurationKey.allCases.map(\.section) + ["checks.severity"])

  private static let names = Set(
    ConfigurationKey.allCases.map(\.rawValue)
      + FindingKind.allCases.map { ConfigurationKey.severityKey(of: $0) })
}

/// A key that there is not: what is said of it, and which may have been meant.
struct UnknownKey {
  let problem: String
  let remedy: String

  init(_ key: String) {
    // What is no name is not repeated: a URL in the wrong place has a password.
    problem = Self.isName(key) ? "unknown key \(key)" : "here stands what is no key"
    remedy = Self.isName(key) ? Self.remedy(for: key) : Self.sections
  }

  static func isName(_ key: String) -> Bool {
    key.count <= 60
      && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }

  private static func remedy(for key: String) -> String {
    let section = ConfigurationKey.section(of: key)
    let name = String(key[(key.lastIndex(of: ".").map(key.index(after:)) ?? key.startIndex)...])
    let keys = ConfigurationKey.allNames
    if name != key, ConfigurationFile.sections.contains(name) {
      return "\(name) is a section of its own: begin it at the start of its line"
    }
    if let other = keys.first(where: { $0.hasSuffix(".\(name)") }) {
      return
        "did you mean \(other)? Write it indented below \(ConfigurationKey.section(of: other)):"
    }
    let near = keys.filter { ConfigurationKey.section(of: $0) == section }
    if near.isEmpty {
      let meant = NearWords.nearest(to: section, among: Array(ConfigurationFile.sections))
      return meant.map { "did you mean \($0)? " + sections } ?? sections
    }
    let names = near.filter { $0.split(separator: ".").count == key.split(separator: ".").count }
      .map { String($0.split(separator: ".").last ?? "") }
    let limit = max(name.count < 5 ? 1 : 2, name.count / 3)
    if let meant = NearWords.nearest(to: name, among: names, atMost: limit) {
      return "did you mean \(meant)?"
    }
    return "the keys of \(section) are: \(names.joined(separator: ", "))"
  }

  private static let sections =
    "the sections are: "
    + ConfigurationFile.sections.filter { !$0.contains(".") }.sorted().joined(separator: ", ")
}
