internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

/// `jobrunner data TABLE ACTION …`: the rows of any table, by its description (`Sources/LabSchema/Tables`).
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Read and write the rows of any table of the lab.",
    usage: "jobrunner data TABLE [ACTION] [OPTIONS]",
    discussion: """
      Without an action the table is described: its columns, what each takes, and what a row of it is \
      called by. Reading asks nobody; writing needs --as, is shown first, and is kept in the table's \
      history.

        jobrunner data coupons
        jobrunner data coupons list --where 'code=NEW*' --sort -end_date

      \(StaffRole.allCases.map(DataAuthority.sentence).joined(separator: "\n"))

      Tables: \(LabTables.app.map(\.name).joined(separator: ", ")); to read, the job's own: \
      \((LabTables.jobs + LabTables.summaries).map(\.name).joined(separator: ", ")).
      """,
    subcommands: [
      Columns.self, List.self, Show.self, Export.self, Create.self, Update.self, Delete.self,
      Import.self, History.self,
    ])

  /// The action of `data TABLE` alone.
  static let standardAction = "columns"

  /// Puts the action before its table, where the table was named first, as people do: the parser of the
  /// command line knows a command by its words up to the first argument.
  ///
  /// - Throws: `RequestError` for a word that is neither a table nor an action.
  static func inParserOrder(_ arguments: [String]) throws -> [String] {
    guard arguments.count >= 2, arguments[0] == "data", !arguments[1].hasPrefix("-") else {
      return arguments
    }
    let actions = configuration.subcommands.map { $0._commandName }
    guard LabTables.named(arguments[1]) != nil else {
      guard !actions.contains(arguments[1]), arguments[1] != "help" else { return arguments }
      throw unknown("table", arguments[1], among: LabTables.all.map(\.name))
    }
    guard arguments.count > 2, !arguments[2].hasPrefix("-") else {
      return ["data", standardAction] + arguments.dropFirst()
    }
    guard actions.contains(arguments[2]) else {
      throw unknown("action", arguments[2], among: actions)
    }
    return ["data", arguments[2], arguments[1]] + arguments.dropFirst(3)
  }
}

extension DataCommand {
  private static func unknown(
    _ kind: String, _ word: String, among words: [String]
  ) -> RequestError {
    RequestError(
      exitStatus: .badRequest,
      message: "there is no \(kind) \(word.quoted)" + NearWords.question(word, among: words),
      remedy: "the \(kind)s are \(words.joined(separator: ", "))")
  }
}

/// The table that a command is about.
struct TableArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A table, such as coupons.", valueName: "table"),
    completion: .list(LabTables.all.map(\.name)))
  var name: String

  var table: Table {
    get throws {
      guard let table = LabTables.named(name) else {
        throw ValidationError(
          "there is no table \(name.quoted)"
            + NearWords.question(name, among: LabTables.all.map(\.name)))
      }
      return table
    }
  }

  func validate() throws {
    _ = try table
  }
}
