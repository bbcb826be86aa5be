import Foundation
import Postgres
import TestLab

/// Every command of the built program, as its own description lists them.
struct CommandTree {
  /// A command that does something, which a group of commands does not.
  struct Leaf: Sendable {
    /// Its words, such as `payments import`.
    let words: [String]
    let flags: Set<String>
    /// What it cannot do without.
    let required: [Argument]

    struct Argument: Sendable {
      /// nil for one that stands alone.
      let option: String?
      let valueName: String
    }

    var name: String { words.joined(separator: " ") }

    /// The words, and a value for all that is required.
    func line(_ values: [String: String]) -> [String] {
      words
        + required.flatMap { argument in
          [argument.option, values[argument.valueName] ?? "x"].compactMap(\.self)
        } + (Self.wanted[name] ?? [])
    }

    /// What commands cannot do without although each argument by itself may be left out.
    private static let wanted: [String: [String]] = [
      "data update": ["1", "name=x"], "data delete": ["1"], "prices tests set": ["--price", "700"],
      "offers update": ["1", "name=x"], "offers deactivate": ["1"], "coupons deactivate": ["NEW1"],
    ]
  }

  static func leaves() throws -> [Leaf] {
    let root = try root()
    return (root.subcommands ?? []).filter { $0.commandName != "help" }.flatMap { leaves($0, []) }
  }

  /// Lines of help that stand as they were written, since they are indented: examples.
  static func examples() throws -> [String] {
    func lines(_ command: Command) -> [Substring] {
      (command.discussion ?? "").split(separator: "\n").filter { $0.hasPrefix("  ") }
        + (command.subcommands ?? []).flatMap(lines)
    }
    return lines(try root()).map(String.init)
  }

  private static func root() throws -> Command {
    let run = try JobrunnerProgram.run(["--experimental-dump-help"])
    return try JSONDecoder().decode(Dump.self, from: Data(run.standardOutput.utf8)).command
  }

  private static func leaves(_ command: Command, _ words: [String]) -> [Leaf] {
    let words = words + [command.commandName]
    let subcommands = (command.subcommands ?? []).filter { $0.commandName != "help" }
    guard subcommands.isEmpty else { return subcommands.flatMap { leaves($0, words) } }
    let arguments = command.arguments ?? []
    return [
      Leaf(
        words: words, flags: Set(arguments.flatMap { ($0.names ?? []).map(\.name) }),
        // IDs may be left out where options say what is meant; here they are given.
        required: arguments.filter {
          $0.valueName == "ids" || !$0.isOptional && $0.kind != "flag"
        }.map { argument in
          Leaf.Argument(
            option: argument.kind == "option" ? "--" + (argument.names?.first?.name ?? "") : nil,
            valueName: argument.valueName ?? "")
        })
    ]
  }

  private struct Dump: Decodable { var command: Command }

  private struct Command: Decodable {
    var commandName: String
    var discussion: String?
    var arguments: [Argument]?
    var subcommands: [Command]?
  }

  private struct Argument: Decodable {
    var kind: String
    var isOptional: Bool
    var names: [Name]?
    var valueName: String?
  }

  private struct Name: Decodable { var name: String }
}
