internal import Billing
internal import LabSchema

/// A package that is written and checked beside what is in place, with the lock of its month. What is
/// not put in place goes with it.
package final class StagedExport {
  /// What was asked for.
  private let scope: ExportScope
  /// What was written: the month, where the day that was asked for is a part of it.
  private let whole: ExportScope
  private let settings: ExportSettings
  private let package: StagedPackage
  private let replacing: Bool
  private let folder: PackageFolder

  init(
    scope: ExportScope, whole: ExportScope, settings: ExportSettings, package: StagedPackage,
    replacing: Bool, folder: consuming PackageFolder
  ) {
    self.scope = scope
    self.whole = whole
    self.settings = settings
    self.package = package
    self.replacing = replacing
    self.folder = folder
  }

  /// SHA-256 of the new `manifest.json`, in lower-case hexadecimal digits.
  package var manifestDigest: String { package.manifest.sha256 }

  /// Puts all of it in place at once. Where the very same package is there already, nothing is
  /// touched.
  ///
  /// - Throws: ``ExportError``, `.different` where there is another package that is not to be
  ///   replaced.
  @discardableResult
  package func publish() throws -> ExportedPackage {
    try PackageExporter.explained(whole, settings) {
      let changed = try putInPlace()
      return try exported(changed: changed)
    }
  }

  /// - Returns: whether anything was not there already.
  private func putInPlace() throws -> Bool {
    let differing = package.differing(from: folder.path)
    guard !differing.isEmpty else { return false }
    // What is not to be replaced can be made whole again: its manifest says what it has to be.
    let manifest = folder.published(ExportScope.manifestName)
    if !replacing, differing.contains(ExportScope.manifestName),
      try FolderTree.status(manifest) != nil
    {
      throw ExportError.different(folder: folder.path, file: differing[0])
    }
    try folder.publish(days: package.days.map(\.date))
    return true
  }

  private func exported(changed: Bool) throws(SystemFailure) -> ExportedPackage {
    let folder = settings.folder + "/" + scope.folder
    var (files, digest, tieOut) = (package.files, package.manifest.sha256, package.tieOut)
    let isPart = whole != scope
    if isPart, let day = package.days.first(where: { $0.date == scope.first })?.package {
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
}
