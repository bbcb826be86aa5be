internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres

extension PreflightCheck {
  static let exportsFolder = PreflightCheck(
    "exports folder", .machine { try folder($0.exports.folder) })

  /// Whether a secret of the configuration can be read by any user of this machine.
  static let secrets = PreflightCheck(
    "secrets",
    .machine { configuration in
      guard let first = configuration.warnings.first else { return .ok }
      let more = configuration.warnings.dropFirst()
      return .warn(
        Failure(.needsPerson, first.message, first.remedy, details: more.map(\.message)))
    })

  static let temporaryFolder = PreflightCheck(
    "temporary folder", .machine { try folder($0.exports.temporaryFolder) })

  /// Whether the next run could write its packages over what lies in the exports folder, and gives no
  /// number that is on a document there.
  static let packages = PreflightCheck(
    "packages",
    .lab { context in
      let (configuration, connection) = (context.configuration, context.connection)
      let folder = try ExportsFolder(path: configuration.exports.folder)
      let history = try connection.exportHistory()
      try folder.requireReplaceable(
        by: history, billingOn: connection.today(in: configuration.billing.timeZone),
        configuration.billing, over: connection)
      try folder.numbers(of: history).check(over: connection)
      return .ok
    })

  /// The folder, or the first of its parents that exists, must be one that a file can be written to,
  /// and have some room. It is named from the root.
  private static func folder(_ path: String) throws -> PreflightVerdict {
    do {
      try FolderTrial.write(to: path)
    } catch {
      return .fail(
        Failure(.notWritable, error.message, "let this user write there, or set another folder"))
    }
    let attributes = try FileManager.default.attributesOfFileSystem(
      forPath: FolderTrial.existing(path))
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? .max
    guard free < room else { return .known(path) }
    return .warn(
      Failure(
        .notWritable, "\(path): only \(free / 1_000_000) MB are free there",
        "make room, or set another folder: a month of 100,000 bookings takes some 100 MB"))
  }

  /// Bytes below which a large month may not fit.
  private static let room: Int64 = 200_000_000
}
