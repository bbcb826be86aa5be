internal import ArgumentParser

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What this program is told to do, where it was told, and what is wrong with it.",
    discussion: "Every key is explained in docs/configuration.md. Neither needs a database.",
    subcommands: [ConfigShow.self, ConfigCheck.self])
}

extension ConfigurationSource {
  /// Where a value comes from, for programs.
  var json: JSONObject {
    switch self {
    case .option(let name): ["kind": "option", "name": name]
    case .variable(let name): ["kind": "variable", "name": name]
    case .credential(let name): ["kind": "credential", "name": name]
    case .file(let path, let line): ["kind": "file", "path": path, "line": line]
    case .standard: ["kind": "default"]
    }
  }
}
