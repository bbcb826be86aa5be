package import Billing
internal import Foundation
internal import LabSchema
package import Postgres

/// Writes the export package of a month or a day: workbook, CSV files and manifest (docs/exports.md).
package struct PackageExporter {
  package let settings: ExportSettings

  package init(settings: ExportSettings) {
    self.settings = settings
  }

  /// Writes a package on a snapshot of its own and puts it in place.
  ///
  /// - Parameters: as of `stage(scope:days:over:sealing:progress:)`, and `rereading`: whether everything
  ///   is read and written again, also where nothing changed since a run wrote it.
  /// - Returns: the package of `scope`; what a sealed month was sealed with stays as it lies, and so does
  ///   what a run made from the same.
  /// - Throws: ``ExportError``; what the connection throws.
  @discardableResult
  package func write(
    scope: ExportScope, days: Set<CalendarDate> = [], over connection: Connection,
    sealing: MonthSealing = .open, rereading: Bool = false,
    progress: (ExportProgress) -> Void = { _ in }
  ) throws -> ExportedPackage {
    if let package = try sealedPackage(of: scope, sealing) { return package }
    var unchanged: ExportedPackage?
    let staged = try connection.onSnapshot(.readOnly) { () throws -> StagedExport? in
      if sealing == .open, !rereading {
        unchanged = try self.unchanged(scope, days: days, over: connection)
        if unchanged != nil { return nil }
      }
      return try stage(
        scope: scope, days: days, over: connection, sealing: sealing, progress: progress)
    }
    if let unchanged { return unchanged }
    progress(ExportProgress(step: .publishing, rowsDone: 0))
    return try staged!.publish()
  }

  /// Reads everything in the snapshot it is called in, writes it beside what is there, and checks it.
  /// What does not tie out is not written.
  ///
  /// A month is written with its days: those named, those that are not what the month's rows make
  /// them, and those that are not there. A day whose month is there is written as a part of it, so
  /// that the two cannot differ.
  ///
  /// - Parameters:
  ///   - days: days of the month whose records changed.
  ///   - sealing: whether the month is sealed, or is to be with this package.
  /// - Returns: what is not yet in place; it goes with the value.
  /// - Throws: ``ExportError``, as where the package that is there is not this lab's, or is a sealed
  ///   one (``ReplacementRule``), or holds numbers that the database has not given; `.notTied` where
  ///   the checks of the package do not agree; what the connection throws.
  package func stage(
    scope: ExportScope, days: Set<CalendarDate> = [], over connection: Connection,
    sealing: MonthSealing = .open,
    progress: (ExportProgress) -> Void = { _ in }
  ) throws -> StagedExport {
    var whole = scope
    return try Self.explained(whole, settings) {
      if case .day = scope, try hasMonth(of: scope) { whole = .period(scope.period) }
      let folder = try PackageFolder(
        exports: settings.folder, scope: whole, temporaryFolder: settings.temporaryFolder,
        patience: settings.patience
      ) {
        progress(ExportProgress(step: .waiting, rowsDone: 0))
        try connection.checkInterruption()
      }
      try requireReplaceable(whole, sealing, over: connection)
      let reader = ExportReader(connection, scope: whole, terms: settings.terms)
      let writer = PackageWriter(
        settings: settings, scope: whole, reader: reader, draft: try folder.makeDraft(),
        sealing: sealing)
      guard case .period = whole else {
        let package = try writer.writeWorkbook(
          beside: writer.writeRows(progress), reader.breakdowns()[whole]!,
          scratch: folder.makeScratch(), progress
        ).finish()
        return StagedExport(
          scope: scope, whole: whole, settings: settings, package: package,
          replacing: !sealing.isSealed, folder: folder)
      }
      let beside = try connection.beside().map { ReaderBeside($0, reading: whole, settings.terms) }
      defer { beside?.close() }
      let breakdowns = beside?.begin { try $0.breakdowns() }
      let rows = try writer.writeRows(progress)
      let stale = try StaleDays(
        month: whole, rows: rows.month!,
        requested: whole == scope ? days : days.union([scope.first]), keepsWhole: sealing.isSealed
      ).dates(in: folder)
      let scratch = try folder.makeScratch()
      let dayWriter = DayWriter(
        try stale.map { ($0, try folder.makeDraft(of: $0)) }, of: whole, rows: rows.month!,
        scratch: scratch, settings: settings)
      let breakdown = try breakdowns?.value(for: connection) ?? reader.breakdowns()
      // The other session goes on with the days while the month's workbook is written here.
      let figures = beside?.begin { try SetFigures($0, .days(stale)) }
      let others = beside?.begin { try dayWriter.work($0, figures!.value(), breakdown) }
      let unfinished = try writer.writeWorkbook(
        beside: rows, breakdown[whole]!, scratch: scratch, progress)
      let month = WorkBeside { try unfinished.finish() }
      // Nothing is removed while something is still written.
      defer { month.wait() }
      try dayWriter.work(
        reader, figures?.value(for: connection) ?? SetFigures(reader, .days(stale)), breakdown,
        progress)
      try others?.value(for: connection)
      var package = try month.value()
      package.days = dayWriter.staged
      return StagedExport(
        scope: scope, whole: whole, settings: settings, package: package,
        replacing: !sealing.isSealed, folder: folder)
    }
  }

  /// The SHA-256 of the manifest that is in place; nil where there is none.
  package func publishedManifest(_ scope: ExportScope) throws(ExportError) -> String? {
    let path = settings.folder + "/" + scope.folder + "/" + ExportScope.manifestName
    do {
      guard try FolderTree.status(path) != nil else { return nil }
      return try FileDigest(path: path).sha256
    } catch {
      throw ExportError(error)
    }
  }

  /// The package of a sealed month, or of a day of it, that lies as it was sealed; nil where there is
  /// none.
  private func sealedPackage(
    of scope: ExportScope, _ sealing: MonthSealing
  ) throws -> ExportedPackage? {
    guard case .sealed(let seal, _) = sealing else { return nil }
    return try Self.explained(scope, settings) {
      try PlacedMonth(
        exports: settings.folder, period: scope.period, digest: seal, reading: .contents)?
        .package(of: scope)
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

  /// Says of what the system and the library refuse what it means for an export.
  static func explained<Value>(
    _ scope: ExportScope, _ settings: ExportSettings, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let failure as SystemFailure {
      throw ExportError(failure)
    } catch let error as SpreadsheetError {
      throw ExportError(
        error, file: scope.workbookName, temporaryFolder: settings.temporaryFolder)
    }
  }
}
