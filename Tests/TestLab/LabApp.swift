internal import Foundation
package import Postgres

/// The lab's app with a database of its own: models of SQLAlchemy, an environment of Alembic, and
/// sessions that book (`Adopting/app`).
package final class LabApp {
  package let database: TestDatabase
  /// How the app and jobrunner reach the database: as it is, or through a pooler.
  package let url: String
  /// The copy of the app, where it finds what the team adds to it.
  private let folder: String
  private let python: String
  // It ends with its value.
  private let pooler: PgBouncer?
  private var environment: [String: String]

  /// - Parameters:
  ///   - words: how this app differs from the next, as `Adopting/app/choices.py` explains.
  ///   - pooler: what the app and jobrunner connect through.
  package init(_ words: String = "", through pooler: PgBouncer? = nil) throws {
    self.pooler = pooler
    database = try TestDatabase.empty()
    url = pooler?.url(instead: database.url) ?? database.url
    let requirements = try String(
      contentsOfFile: Self.sources + "/requirements.txt", encoding: .utf8)
    python = try PythonTool.path(
      "python", requirements: requirements.split(separator: "\n").map(String.init))
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-app-\(UUID().uuidString)").path
    try FileManager.default.copyItem(atPath: Self.sources + "/app", toPath: folder)
    environment = [
      "DATABASE_URL": url, "LAB_APP": words, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": folder + "/exports", "MIGRATIONS_CONTRACT_QUIET_HOURS": "0",
      "PYTHONDONTWRITEBYTECODE": "1",
    ]
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static let sources = Repository.folder + "/Tests/TestLab/Adopting"

  /// Runs commands of `app.py`, one after the other, and returns what they print.
  @discardableResult
  package func run(_ commands: String...) throws -> String {
    try finish([python, "app.py"] + commands)
  }

  /// Does what docs/adopting.md tells the team about Alembic.
  package func tellAlembic() throws {
    try finish([python, "-B", Self.sources + "/document.py", folder])
  }

  /// Runs Alembic, as in `alembic check`.
  package func alembic(_ arguments: String...) throws -> ChildProcess.Outcome {
    try outcome([python, "-m", "alembic"] + arguments)
  }

  /// Generates the models as docs/adopting.md says, which the app has from now on.
  package func releaseGeneratedModels() throws {
    try finish([python, "-B", Self.sources + "/document.py", folder, "generate"])
    environment["LAB_MODELS"] = "generated"
  }

  /// Runs the built program on the app's database.
  package func jobrunner(_ arguments: String...) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(arguments, environment: environment)
  }

  @discardableResult
  private func finish(_ command: [String]) throws -> String {
    let outcome = try outcome(command)
    guard outcome.exitCode == 0, !outcome.timedOut else {
      throw TestLabError("\(command): \(outcome.standardOutput)\(outcome.standardError)")
    }
    return outcome.standardOutput
  }

  private func outcome(_ command: [String]) throws -> ChildProcess.Outcome {
    let tools = URL(fileURLWithPath: python).deletingLastPathComponent().path
    return try ChildProcess(
      command: command,
      environment: ChildProcess.plainEnvironment.merging(environment) { _, given in given }
        .merging(["PATH": tools + ":/usr/bin:/bin"]) { _, given in given },
      folder: folder
    ).wait(within: .seconds(120))
  }
}
