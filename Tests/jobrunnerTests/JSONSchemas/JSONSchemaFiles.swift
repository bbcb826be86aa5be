import Foundation
import TestLab
import Testing

/// The schemas of docs/json.
struct JSONSchemaFiles {
  /// By the file's name without its ending.
  let schemas: [String: [String: Any]]

  /// What is no command's: the pieces that several have in common, the document of an error, a line of the
  /// log, and what a hook reads.
  static let common: Set<String> = ["shared", "error", "log", "night"]

  init() throws {
    let folder = Repository.folder + "/docs/json"
    let ending = ".schema.json"
    var schemas: [String: [String: Any]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasSuffix(ending) {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      schemas[String(name.dropLast(ending.count))] = try #require(
        try JSONSerialization.jsonObject(with: data) as? [String: Any], "\(name)")
    }
    self.schemas = schemas
  }

  /// The schema of a command, by its words.
  static func name(_ command: String) -> String { command.replacing(" ", with: "-") }

  /// What stands at a place, such as `shared/$defs/jobName/enum`.
  func value(at place: String) -> Any? {
    var value: Any? = schemas
    for step in place.split(separator: "/") {
      value = (value as? [String: Any])?[String(step)]
    }
    return value
  }

  /// Each schema in a file, with where it stands.
  func pieces() -> [(place: String, schema: [String: Any])] {
    schemas.sorted { $0.key < $1.key }.flatMap { Self.pieces($0.value, $0.key) }
  }

  private static func pieces(
    _ schema: [String: Any], _ place: String
  ) -> [(place: String, schema: [String: Any])] {
    var inner: [(String, [String: Any])] = []
    for word in ["properties", "patternProperties", "$defs"] {
      for (name, member) in schema[word] as? [String: [String: Any]] ?? [:] {
        inner.append(("\(place)/\(word)/\(name)", member))
      }
    }
    for word in ["items", "additionalProperties"] {
      if let member = schema[word] as? [String: Any] { inner.append(("\(place)/\(word)", member)) }
    }
    for word in ["anyOf", "oneOf", "allOf"] {
      for (index, choice) in (schema[word] as? [[String: Any]] ?? []).enumerated() {
        inner.append(("\(place)/\(word)/\(index)", choice))
      }
    }
    return [(place, schema)] + inner.flatMap { pieces($0.1, $0.0) }
  }
}
