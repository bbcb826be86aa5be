internal import ArgumentParser
internal import Billing
internal import Exporters
internal import LabSchema

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the workbook, CSV files and manifest of a month or a day.",
    discussion: """
      A month is written with its days, as far as they changed; a day whose month is there is \
      written as a part of it, so that the two always agree. Where nothing changed since a run wrote \
      the month, what lies there stays, and none of it is read; --check reads and writes all of it again.

      The package of a sealed month is never written over, nor are its days: where the same data \
      does not give the same package any more, it is refused, and --out names another folder.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "A month or a day, such as 2025-01 or 2025-01-15.")
  var scope: String

  @Option(
    help: "The folder to write to. Default: exports.folder.", completion: .directory)
  var out: String?

  @Flag(
    help: "Write everything again, also where nothing changed, and hold it against what is there.")
  var check = false

  func run() throws {
    let scope = try parsedScope()
    let session = try LabSession(options, command: "export", readOnly: true)
    guard try isCovered(scope, session) else {
      throw RequestError(
        exitStatus: .badInput, message: "there is nothing to export for \(scope)",
        remedy: "see the periods with: jobrunner status")
    }
    var settings = session.configuration.exports
    if let out { settings.folder = try FilePath.absolute(option: "--out", out) }
    let seal = try sealed(scope, session)
    let package = try write(scope, settings, seal, session)
    session.console.endProgress()
    try session.show(ExportReport(package: package))
    if let seal, case .period = scope, seal.seal != package.manifestDigest {
      session.console.log(
        .remark(
          "this is not the package that \(scope) was sealed with: what was paid or adjusted since "
            + "is in it"))
    }
  }

  /// Whether the scope has bookings, or days that have been billed and were empty.
  private func isCovered(_ scope: ExportScope, _ session: LabSession) throws -> Bool {
    let terms = session.configuration.exports.terms
    if let start = terms.firstServiceDate, start <= scope.last,
      try scope.first < session.businessDate()
    {
      return true
    }
    return try session.connection.hasBookings(scope, terms: terms)
  }

  private func write(
    _ scope: ExportScope, _ settings: ExportSettings, _ seal: PeriodSeal?, _ session: LabSession
  ) throws -> ExportedPackage {
    do {
      return try PackageExporter(settings: settings).write(
        scope: scope, over: session.connection, sealing: sealing(seal), rereading: check
      ) { step in
        if step.step == .waiting {
          return session.console.progress(
            Progress(what: "waiting for another process that writes this month"))
        }
        session.console.progress(
          Progress(
            what: step.step.rawValue, done: step.rowsDone, total: step.rowsExpected,
            unit: step.step == .days ? "days" : "rows"))
      }
    } catch ExportError.different(let folder, let file) where seal != nil {
      throw RequestError(
        exitStatus: .notWritable,
        message: "\(scope.period) is sealed, and its package in \(folder) is not written over: "
          + "\(file) would differ",
        remedy:
          "write it to a new folder with --out DIR; what was lost of the sealed one comes back "
          + "from a backup")
    }
  }

  /// The seal of the closed month that it is or lies in; its package is not written over.
  private func sealed(_ scope: ExportScope, _ session: LabSession) throws -> PeriodSeal? {
    try ClosingQueries(session.connection).seal(of: scope.period)
  }

  /// As the month was sealed, so that the same data gives the same package.
  private func sealing(_ seal: PeriodSeal?) -> MonthSealing {
    guard let seal else { return .open }
    guard let period = seal.previousPeriod, let previous = seal.previousSeal else {
      return .sealed(as: seal.seal, after: nil)
    }
    return .sealed(as: seal.seal, after: SealLink(period: period, seal: previous))
  }

  private func parsedScope() throws -> ExportScope {
    if let scope = ExportScope(scope) { return scope }
    throw RequestError(
      exitStatus: .badRequest, message: "\"\(scope)\" is neither a month nor a day",
      remedy: "write it as 2025-01 or 2025-01-15")
  }
}

/// A package that is in place.
private struct ExportReport: Report {
  let package: ExportedPackage

  var json: JSONObject {
    [
      "folder": package.folder,
      "changed": package.changed,
      // SHA-256 of its manifest.
      "manifest_digest": package.manifestDigest,
      "is_tied": package.tieOut.isTied,
      "files": package.files.map { file in
        ["name": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256]
          as JSONObject
      },
    ]
  }

  var lines: [String] { [package.folder] }
  var quietLines: [String] { [] }
  var remarks: [String] { [package.changed ? "written" : "nothing changed"] }
}
