internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres

/// What lies in the lab's folder of exports, read once at the beginning of a command: what must not be
/// written over, and what must not be numbered again.
struct LabExports {
  let folder: ExportsFolder
  let history: ExportHistory
  /// What every job that numbers is handed.
  let numbers: ExportedNumbers
}

extension LabSession {
  /// What the lab bills in.
  var currency: Currency { configuration.exports.currency }

  /// Reads the folder.
  func labExports() throws -> LabExports {
    let folder = try ExportsFolder(path: configuration.exports.folder)
    let history = try connection.exportHistory()
    if folder.isEmpty { try sayLeftBehind(history) }
    return LabExports(folder: folder, history: history, numbers: try folder.numbers(of: history))
  }

  /// Labs in other schemas than `public` wrote into `exports` once, where the configuration did not
  /// say: what lies there still is not looked at by any run.
  private func sayLeftBehind(_ history: ExportHistory) throws {
    let (own, schema) = (URL(fileURLWithPath: configuration.exports.folder), configuration.schema)
    guard schema != "public", own.lastPathComponent == ExportsFolderName.standard(schema: schema)
    else { return }
    let former = own.deletingLastPathComponent().appendingPathComponent("exports").path
    guard try ExportsFolder(path: former).holdsPackage(of: history, over: connection) else {
      return
    }
    console.log(
      .warning(
        "\(former) holds packages of this lab, which now writes to \(own.path) and finds none there: "
          + "move them (mv \(former) \(own.path)), or set exports.folder"))
  }

  /// The same for a run that bills: it refuses before it writes anything where it could not write the
  /// package of a month that it may come to.
  func labExports(billingOn businessDate: CalendarDate) throws -> LabExports {
    let exports = try labExports()
    try exports.folder.requireReplaceable(
      by: exports.history, billingOn: businessDate, configuration.billing, over: connection)
    return exports
  }

  /// The same for the closing of a month, which writes the package of no other.
  func labExports(closing period: BillingPeriod) throws -> LabExports {
    let exports = try labExports()
    try requireWritable(exports, closing: period)
    return exports
  }

  /// Refuses where the package of a month that is to be closed could not be written: to the folders, or
  /// over what lies there.
  func requireWritable(_ exports: LabExports, closing period: BillingPeriod) throws {
    let exporter = PackageExporter(settings: configuration.exports)
    let closings = ClosingQueries(connection)
    // What is sealed stays as it lies, and so does what a closing that died was about to seal.
    guard try closings.seal(of: period) == nil else { return }
    if let digest = try exporter.publishedManifest(.period(period)),
      try closings.isAboutToBeSealed(period, with: digest)
    {
      return
    }
    try exporter.tryFolders(for: .period(period))
    try exports.folder.requireReplaceable(by: exports.history, over: connection) { $0 == period }
  }
}

extension ExportsFolder {
  /// Refuses where the package of a month that a run of this day may come to could not be written over
  /// what lies there.
  func requireReplaceable(
    by history: ExportHistory, billingOn businessDate: CalendarDate, _ settings: BillingSettings,
    over connection: Connection
  ) throws {
    let window = businessDate.period.adding(months: 1 - settings.windowMonths)
    let first = min(settings.startDate?.period ?? CalendarDate.distantPast.period, window)
    let closed = Set(
      try ClosingQueries(connection).closedPeriods())
    try requireReplaceable(by: history, over: connection) { month in
      month >= first && !closed.contains(month)
    }
  }
}
