internal import ArgumentParser
internal import Foundation

/// Who asks for a change: written down with the run. This is attribution, not protection: what a
/// person may do is enforced by the rights of the database role.
struct PersonOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Who asks for this: the phone or e-mail of an active member of the staff with the role it "
        + "needs. Default: $JOBRUNNER_AS.",
      valueName: "phone-or-email"))
  var person: String?

  /// What was given, by the option or the environment; nil where nothing was.
  var identifier: String? {
    let given = person ?? ProcessInfo.processInfo.environment["JOBRUNNER_AS"] ?? ""
    let trimmed = given.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
  }
}
