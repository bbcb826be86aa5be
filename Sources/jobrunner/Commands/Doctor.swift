internal import ArgumentParser
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check configuration, connection, schema, clock and folders, each with its remedy.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    // Without a configuration or a connection nothing else can be checked, so these two end it.
    let session = try LabSession(options, command: "doctor", readOnly: true, checksSchema: false)
    var worst: Int32 = 0
    report("configuration", nil, session)
    report("connection", nil, session)
    for (name, check) in checks(session) {
      do {
        try check()
        report(name, nil, session)
      } catch {
        let failure = Failure(error)
        report(name, failure, session)
        if worst == 0 { worst = failure.exitCode }
      }
    }
    if worst != 0 { throw ExitCode(worst) }
  }

  private func checks(_ session: LabSession) -> [(String, () throws -> Void)] {
    let settings = session.configuration.billing
    return [
      ("schema", { try Migrator(session.connection).check() }),
      (
        "time zone",
        {
          guard try session.connection.knowsTimeZone(settings.timeZone) else {
            throw ConfigurationError(
              "billing.time_zone", "the server knows no \"\(settings.timeZone)\"",
              line: "time_zone: Asia/Kolkata")
          }
        }
      ),
      (
        "start date",
        {
          if settings.startDate == nil {
            throw ConfigurationError(
              "billing.start_date", "is not set, so nothing is billed",
              line: "start_date: 2025-01-01")
          }
        }
      ),
      ("exports folder", { try checkWritable(session.configuration.exports.folder) }),
      (
        "temporary folder",
        { try checkWritable(session.configuration.exports.temporaryFolder) }
      ),
    ]
  }

  /// The folder, or the first of its parents that exists, must be writable.
  private func checkWritable(_ path: String) throws {
    var folder = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw RequestError(
        exitCode: 73, message: "\(folder.path) is not writable",
        remedy: "let this user write there, or set another folder")
    }
  }

  private func report(_ name: String, _ failure: Failure?, _ session: LabSession) {
    guard let failure else {
      session.console.result("ok    \(name)")
      return
    }
    session.console.result("FAIL  \(name): \(failure.message)")
    if let remedy = failure.remedy { session.console.result("      \(remedy)") }
  }
}
