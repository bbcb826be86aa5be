internal import ArgumentParser
internal import Exporters
internal import LabSchema

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the workbook, CSV files and manifest of a month or a day.",
    discussion: """
      The package of a sealed month is never written over: where the same data does not give the \
      same package any more, it is refused, and --out names another folder.
      """)

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
    let seal = try sealed(scope, session)
    let package: ExportedPackage
    do {
      package = try PackageExporter(settings: settings).write(
        scope: scope, over: session.connection, previous: previous(seal),
        replacing: seal == nil)
    } catch ExportError.different(let folder, let file) where seal != nil {
      throw RequestError(
        exitCode: 73,
        message: "\(scope) is sealed, and its package in \(folder) is not written over: \(file) "
          + "would differ",
        remedy: "write it to another folder with --out DIR")
    }
    session.console.result(package.folder)
    if let seal, seal.seal != package.manifestDigest {
      session.console.log(
        "this is not the package that \(scope) was sealed with: what was paid or adjusted since "
          + "is in it")
    }
    session.console.log(package.changed ? "written" : "nothing changed")
  }

  /// The seal of a closed month; its package is not written over.
  private func sealed(_ scope: ExportScope, _ session: LabSession) throws -> PeriodSeal? {
    guard case .period(let period) = scope else { return nil }
    return try ClosingQueries(session.connection).seal(of: period)
  }

  /// What the sealed month names as the one before, so that the same data gives the same package.
  private func previous(_ seal: PeriodSeal?) -> SealLink? {
    guard let period = seal?.previousPeriod, let previous = seal?.previousSeal else { return nil }
    return SealLink(period: period, seal: previous)
  }

  private func parsedScope() throws -> ExportScope {
    if let period = BillingPeriod(scope) { return .period(period) }
    if let date = CalendarDate(scope) { return .day(date) }
    throw RequestError(
      exitCode: 64, message: "\"\(scope)\" is neither a month nor a day",
      remedy: "write it as 2025-01 or 2025-01-15")
  }
}
