internal import Foundation
internal import LabSchema
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
  /// - Parameters:
  ///   - previous: the sealed month before, for the manifest of a month that is sealed itself.
  ///   - replacing: whether a package with another content may be replaced. A sealed one may not.
  /// - Throws: ``ExportError``, `.different` where there is another package that is not to be
  ///   replaced; what the connection throws.
  @discardableResult
  package func write(
    scope: ExportScope, over connection: Connection, previous: SealLink? = nil,
    replacing: Bool = true,
    progress: (ExportProgress) -> Void = { _ in }
  ) throws -> ExportedPackage {
    do {
      let folder = try PackageFolder(
        exports: settings.folder, scope: scope, temporaryFolder: settings.temporaryFolder)
      let staged = try connection.transaction(.repeatableRead, access: .readOnly) {
        let reader = ExportReader(connection, scope: scope, terms: settings.terms)
        return try PackageWriter(
          settings: settings, scope: scope, reader: reader, previous: previous
        )
        .write(into: folder, progress: progress)
      }
      progress(ExportProgress(step: .publishing, rowsDone: 0))
      let changed = try publish(staged, in: folder, replacing: replacing)
      return ExportedPackage(
        scope: scope, folder: folder.path, files: staged.files,
        manifestDigest: staged.manifest.sha256, tieOut: staged.tieOut, changed: changed)
    } catch let failure as SystemFailure {
      throw ExportError(failure)
    } catch let error as SpreadsheetError {
      throw ExportError(
        error, file: scope.workbookName, temporaryFolder: settings.temporaryFolder)
    }
  }

  /// - Returns: whether anything was not there already.
  private func publish(
    _ staged: StagedPackage, in folder: borrowing PackageFolder, replacing: Bool
  ) throws -> Bool {
    var differing: [String] = []
    for file in staged.files + [staged.manifest] {
      let published = try? FileDigest(path: folder.published(file.name))
      if published?.bytes != file.bytes || published?.sha256 != file.sha256 {
        differing.append(file.name)
      }
    }
    let manifest = folder.published(ExportScope.manifestName)
    if !differing.isEmpty, !replacing, FileManager.default.fileExists(atPath: manifest) {
      throw ExportError.different(folder: folder.path, file: differing[0])
    }
    if !differing.isEmpty { try folder.publish() }
    return !differing.isEmpty
  }
}

/// A package that is written and checked, and not yet in place.
struct StagedPackage {
  var files: [ExportedFile]
  var manifest: ExportedFile
  var tieOut: TieOut
}
