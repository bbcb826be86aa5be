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
      scope: scope, over: session.connection
    ) { step in
      let count = step.rowsExpected.map { " of \($0)" } ?? ""
      session.console.progress("\(step.step.rawValue): \(step.rowsDone)\(count) rows")
    }
    session.console.progress("")
    if options.json {
      try printJSON(ExportReport(package), to: session.console)
    } else {
      session.console.result(package.folder)
      session.console.log(package.changed ? "written" : "nothing changed")
    }
  }

  private func parsedScope() throws -> ExportScope {
    if let scope = ExportScope(scope) { return scope }
    throw RequestError(
      exitCode: 64, message: "\"\(scope)\" is neither a month nor a day",
      remedy: "write it as 2025-01 or 2025-01-15")
  }
}

/// A package that is in place, for programs.
private struct ExportReport: Encodable {
  var folder: String
  var changed: Bool
  /// SHA-256 of its manifest.
  var manifestDigest: String
  var isTied: Bool
  var files: [File]

  struct File: Encodable {
    var name: String
    var rows: Int
    var bytes: Int
    var sha256: String
  }

  init(_ package: ExportedPackage) {
    folder = package.folder
    changed = package.changed
    manifestDigest = package.manifestDigest
    isTied = package.tieOut.isTied
    files = package.files.map {
      File(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
    }
  }
}
