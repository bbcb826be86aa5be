internal import ArgumentParser
internal import Exporters
internal import LabSchema

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the workbook, CSV files and manifest of a month or a day.")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "A month or a day, such as 2025-01 or 2025-01-15.")
  var scope: String

  @Option(help: "The folder to write to. Default: exports.folder.")
  var out: String?

  func run() throws {
    let scope = try parsedScope()
    let session = try LabSession(options, command: "export", readOnly: true)
    guard try session.connection.hasBookings(scope, terms: session.configuration.exports.terms)
    else {
      throw RequestError(
        exitCode: 65, message: "there is nothing to export for \(scope)",
        remedy: "see the periods with: jobrunner status")
    }
    var settings = session.configuration.exports
    if let out { settings.folder = out }
    let package = try PackageExporter(settings: settings).write(
      scope: scope, over: session.connection)
    session.console.result(package.folder)
    session.console.log(package.changed ? "written" : "nothing changed")
  }

  private func parsedScope() throws -> ExportScope {
    if let scope = ExportScope(scope) { return scope }
    throw RequestError(
      exitCode: 64, message: "\"\(scope)\" is neither a month nor a day",
      remedy: "write it as 2025-01 or 2025-01-15")
  }
}
