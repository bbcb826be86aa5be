internal import ArgumentParser
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check configuration, connection, schema, rights, clock, folders and disk.",
    discussion: "Each with what to do about it. The exit code is that of the first that fails.")

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
      ("server", { try checkServer(session.connection) }),
      ("clock", { try checkClock(session.connection) }),
      ("schema", { try Migrator(session.connection).check() }),
      ("rights", { try checkRights(session.connection) }),
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
      ("exports folder", { try checkFolder(session.configuration.exports.folder) }),
      ("temporary folder", { try checkFolder(session.configuration.exports.temporaryFolder) }),
    ]
  }

  private func checkServer(_ connection: Connection) throws {
    guard connection.serverVersion < 150_000 else { return }
    throw RequestError(
      exitCode: 78, message: "PostgreSQL \(connection.serverVersion / 10000) is too old",
      remedy: "use PostgreSQL 15 or later")
  }

  /// Which day it is, is asked of the server; the logs carry this machine's time.
  private func checkClock(_ connection: Connection) throws {
    let seconds = Int(try connection.now().microseconds / 1_000_000)
    let difference = abs(seconds - Int(Date().timeIntervalSince1970))
    guard difference > 60 else { return }
    throw RequestError(
      exitCode: 78,
      message: "this machine's clock and the database server's are \(difference) seconds apart",
      remedy: "let both follow a time server (timedatectl shows whether one does)")
  }

  private func checkRights(_ connection: Connection) throws {
    // Of a schema that is not current the tables are missing; that is told already.
    guard (try? Migrator(connection).check()) != nil else { return }
    let missing = try connection.missingJobRights()
    guard !missing.isEmpty else { return }
    throw RequestError(
      exitCode: 77,
      message: "this user lacks \(missing.prefix(3).joined(separator: ", "))"
        + (missing.count > 3 ? " and \(missing.count - 3) more" : ""),
      remedy: "let the owner run jobrunner migrate roles, and grant its biller to this user")
  }

  /// The folder, or the first of its parents that exists, must be writable and have some room.
  private func checkFolder(_ path: String) throws {
    var folder = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw RequestError(
        exitCode: 73, message: "\(folder.path) is not writable",
        remedy: "let this user write there, or set another folder")
    }
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? .max
    guard free < Self.room else { return }
    throw RequestError(
      exitCode: 73, message: "only \(free / 1_000_000) MB are free in \(folder.path)",
      remedy: "make room, or set another folder: a month of 100,000 bookings takes some 100 MB")
  }

  /// Bytes below which a large month may not fit.
  private static let room: Int64 = 200_000_000

  private func report(_ name: String, _ failure: Failure?, _ session: LabSession) {
    guard let failure else {
      session.console.result("ok    \(name)")
      return
    }
    session.console.result("FAIL  \(name): \(failure.message)")
    if let remedy = failure.remedy { session.console.result("      \(remedy)") }
  }
}
