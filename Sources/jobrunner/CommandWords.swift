internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

/// The words of a command line up to its first argument, which name a command.
enum CommandWords {
  /// Refuses a word that is no command, where one has to stand, and says which was meant.
  ///
  /// - Throws: `RequestError`.
  static func check(_ arguments: [String]) throws {
    var (command, words): (any ParsableCommand.Type, [String]) = (JobrunnerCommand.self, [])
    for argument in arguments {
      let names = command.configuration.subcommands
      guard !names.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return }
      guard let next = names.first(where: { $0._commandName == argument }) else {
        throw unknown(argument, behind: words, among: names.map { $0._commandName })
      }
      (command, words) = (next, words + [argument])
    }
  }

  private static func unknown(
    _ word: String, behind words: [String], among names: [String]
  ) -> RequestError {
    let line = (["jobrunner"] + words).joined(separator: " ")
    return RequestError(
      exitStatus: .badRequest,
      message: (words.isEmpty ? "there is" : "\(words.joined(separator: " ")) has")
        + " no command \(word.quoted)" + NearWords.question(word, among: names),
      remedy: "see them with: \(line) --help")
  }
}
