internal import Foundation
package import LabSchema
package import Postgres

/// Writes the export package of a month or a day: workbook, CSV files and manifest (DESIGN §8).
package struct PackageExporter {
  package let settings: ExportSettings

  package init(settings: ExportSettings) {
    self.settings = settings
  }

  /// Reads everything in one read-only transaction, writes it beside what is there, checks it, and
  /// puts all of it in place at once. Where the very same package is there already, nothing is
  /// touched.
  ///
  /// A month is written with its days: those named, those that are not what the month's rows make
  /// them, and those that are not there. A day whose month is there is written as a part of it, so
  /// that the two cannot differ.
  ///
  /// - Parameters:
  ///   - days: days of the month whose records changed.
  ///   - sealing: whether the month is sealed, or is to be with this package.
  /// - Returns: the package of `scope`.
  /// - Throws: ``ExportError``, as where the package that is there is not this lab's, or is a sealed
  ///   one (``ReplacementRule``), or holds numbers that the database has not given; what the
  ///   connection throws.
  @discardableResult
  package func write(
    scope: ExportScope, days: Set<CalendarDate> = [], over connection: Connection,
    sealing: MonthSealing = .open,
    progress: (ExportProgress) -> Void = { _ in }
  ) throws -> ExportedPackage {
    var whole = scope
    do {
      if case .day = scope, try hasMonth(of: scope) { whole = .period(scope.period) }
      if case .sealed(let seal, _) = sealing,
        let sealed = try SealedMonth(exports: settings.folder, period: scope.period, seal: seal),
        let package = try sealed.package(of: scope)
      {
        return package
      }
      let folder = try PackageFolder(
        exports: settings.folder, scope: whole, temporaryFolder: settings.temporaryFolder,
        patience: settings.patience
      ) {
        progress(ExportProgress(step: .waiting, rowsDone: 0))
        try connection.checkInterruption()
      }
      try requireReplaceable(whole, sealing, over: connection)
      let staged = try connection.transaction(.repeatableRead, access: .readOnly) {
        let reader = ExportReader(connection, scope: whole, terms: settings.terms)
        guard case .period = whole else {
          return try PackageWriter(
            settings: settings, scope: whole, reader: reader
          ).write(into: folder.draft, of: folder, progress: progress)
        }
        var month = try PackageWriter(
          settings: settings, scope: whole, reader: reader, sealing: sealing
        ).write(into: folder.draft, of: folder, progress: progress)
        month.days = try DayWriter(
          settings: settings, month: reader, digests: month.digests,
          requested: whole == scope ? days : days.union([scope.first]), keepsWhole: sealing.isSealed
        ).write(into: folder, progress: progress)
        return month
      }
      progress(ExportProgress(step: .publishing, rowsDone: 0))
      let changed = try publish(staged, in: folder, replacing: !sealing.isSealed)
      return try exported(scope, staged, isPart: whole != scope, changed: changed)
    } catch let failure as SystemFailure {
      throw ExportError(failure)
    } catch let error as SpreadsheetError {
      throw ExportError(
        error, file: whole.workbookName, temporaryFolder: settings.temporaryFolder)
    }
  }

  /// Under the month's lock, so that nothing else comes to lie there before this package does.
  private func requireReplaceable(
    _ scope: ExportScope, _ sealing: MonthSealing, over connection: Connection
  ) throws {
    let folder = try ExportsFolder(path: settings.folder, of: scope.period)
    let history = try connection.exportHistory()
    // What the month was sealed with can be made whole again.
    if case .sealed(let seal, _) = sealing, folder.packages.map(\.digest) == [seal] { return }
    try folder.requireReplaceable(by: history, over: connection)
    try folder.numbers(of: history).check(over: connection)
  }

  /// Whether the month of a day is in place.
  private func hasMonth(of day: ExportScope) throws(SystemFailure) -> Bool {
    let month = settings.folder + "/" + ExportScope.period(day.period).folder
    return try FolderTree.status(month + "/" + ExportScope.manifestName) != nil
  }

  /// - Parameter isPart: whether `scope` is a day that was written as a part of its month.
  private func exported(
    _ scope: ExportScope, _ staged: StagedPackage, isPart: Bool, changed: Bool
  ) throws(SystemFailure) -> ExportedPackage {
    let folder = settings.folder + "/" + scope.folder
    var (files, digest, tieOut) = (staged.files, staged.manifest.sha256, staged.tieOut)
    if isPart, let day = staged.days.first(where: { $0.date == scope.first })?.package {
      (files, digest, tieOut) = (day.files, day.manifest.sha256, day.tieOut)
    } else if isPart, let published = try PublishedPackage(folder: folder) {
      // It is whole, and stays as it was sealed.
      files = published.files
      digest = try FileDigest(path: folder + "/" + ExportScope.manifestName).sha256
    }
    return ExportedPackage(
      scope: scope, folder: folder, files: files, manifestDigest: digest, tieOut: tieOut,
      changed: changed)
  }

  /// - Returns: whether anything was not there already.
  private func publish(
    _ staged: StagedPackage, in folder: borrowing PackageFolder, replacing: Bool
  ) throws -> Bool {
    let differing = staged.differing(from: folder.path)
    guard !differing.isEmpty else { return false }
    // What is not to be replaced can be made whole again: its manifest says what it has to be.
    let manifest = folder.published(ExportScope.manifestName)
    if !replacing, differing.contains(ExportScope.manifestName),
      try FolderTree.status(manifest) != nil
    {
      throw ExportError.different(folder: folder.path, file: differing[0])
    }
    try folder.publish(days: staged.days.map(\.date))
    return true
  }
}
