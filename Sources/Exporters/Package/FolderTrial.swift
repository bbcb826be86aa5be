internal import Billing
internal import Foundation

/// Tries whether a folder takes files, before there is any to put there; nothing of it stays.
package enum FolderTrial {
  /// Why no file can be written to a folder.
  package struct Problem: Error, Equatable, Sendable {
    /// The folder, or the first of its parents that exists.
    package var folder: String
    /// In the system's words; nil where it is no folder at all.
    package var reason: String?
    /// The system's error number, where it said one.
    var code: Int32 = 0

    package var message: String {
      reason.map { "\(folder) is not writable: \($0)" } ?? "\(folder) is not a folder"
    }
  }

  /// The folder, or the first of its parents that exists: in that one it would be made.
  package static func existing(_ path: String) -> String {
    var folder = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return folder.path
  }

  /// Writes a file to the folder, or to the first of its parents that exists.
  ///
  /// - Throws: ``Problem`` where it takes none: a full disk lets a name be made, and takes no byte.
  package static func write(to path: String) throws(Problem) {
    let folder = existing(path)
    var status = stat()
    guard unsafe stat(folder, &status) == 0 else {
      let failure = SystemFailure.last("use", folder)
      throw Problem(folder: folder, reason: failure.reason, code: failure.code)
    }
    guard FolderTree.isFolder(status) else { throw Problem(folder: folder) }
    let file = folder + "/.jobrunner-" + TemporaryName.random()
    do throws(SystemFailure) {
      let output = try OutputFile(path: file)
      defer { _ = unsafe unlink(file) }
      try output.write([0x0A])
      try output.sync()
    } catch {
      throw Problem(folder: folder, reason: error.reason, code: error.code)
    }
  }
}

extension PackageExporter {
  /// Tries whether the package of a month or day could be written, before anything is done that it is
  /// to be written of. How much room it needs is not known yet.
  ///
  /// - Throws: ``ExportError``.
  package func tryFolders(for scope: ExportScope) throws(ExportError) {
    let package = settings.folder + "/" + scope.folder
    guard try isFolderOrNothing(package) else { throw .notFolder(path: package) }
    for folder in [settings.folder, package, settings.temporaryFolder] {
      do {
        try FolderTrial.write(to: folder)
      } catch {
        let reason = error.reason ?? "it is not a folder"
        throw SystemFailure.limits.contains(error.code)
          ? .limitReached(path: error.folder, reason: reason)
          : .folderNotWritable(path: error.folder, reason: reason)
      }
    }
  }

  private func isFolderOrNothing(_ path: String) throws(ExportError) -> Bool {
    do {
      return try FolderTree.status(path).map(FolderTree.isFolder) ?? true
    } catch { throw ExportError(error) }
  }
}
