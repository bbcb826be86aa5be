internal import Billing
internal import Foundation
internal import LabSchema

/// The hidden folder in which the packages of one month are made, on the file system of the
/// exports. Who has it locked is the only writer of that month, days included; it goes with the
/// value, and what a dead run left in one is cleared away by the next run of any month. Its name has
/// to be known to all, so what is in it is trusted only where the folder is this user's own.
struct StagingFolder: ~Copyable {
  let path: String
  private let exports: String
  private let temporaryFolder: String
  private let lock: Int32

  private static let prefix = ".staging-"
  private static let asidePrefix = "aside-"
  private static let pause: UInt32 = 50_000

  /// Makes and locks the folder of a month, and clears away what dead runs have left in it and in
  /// those of other months.
  ///
  /// - Parameters:
  ///   - patience: how long another process that writes a package of the month is waited for.
  ///   - waiting: called again and again meanwhile; what it throws ends the wait.
  /// - Throws: ``ExportError/busy(folder:)`` where the other one did not end in time.
  static func take(
    exports: String, period: BillingPeriod, temporaryFolder: String,
    patience: Duration = .seconds(1), waiting: () throws -> Void = {}
  ) throws -> StagingFolder {
    try FolderTree.make(exports)
    let own = prefix + "\(period)"
    for name in try FolderTree.names(in: exports) where isStaging(name) && name != own {
      // Where it is somebody's who lives, or another user's, it is let alone.
      do { _ = try takeIfIdle(exports, name, temporaryFolder) } catch {}
    }
    let deadline = ContinuousClock.now + patience
    repeat {
      if let folder = try takeIfIdle(exports, own, temporaryFolder) { return folder }
      try waiting()
      usleep(pause)
    } while ContinuousClock.now < deadline
    throw ExportError.busy(folder: exports + "/\(period)")
  }

  /// Whether a folder of this name is one of ours: somebody's own is let alone.
  private static func isStaging(_ name: String) -> Bool {
    name.hasPrefix(prefix) && BillingPeriod(String(name.dropFirst(prefix.count))) != nil
  }

  /// nil where another process has it.
  private static func takeIfIdle(
    _ exports: String, _ name: String, _ temporaryFolder: String
  ) throws(SystemFailure) -> StagingFolder? {
    guard let lock = try lock(exports + "/" + name) else { return nil }
    let folder = StagingFolder(
      path: exports + "/" + name, exports: exports, temporaryFolder: temporaryFolder, lock: lock)
    try folder.putBack()
    try folder.removeScratch()
    for name in try FolderTree.names(in: folder.path) {
      try FolderTree.remove(folder.path + "/" + name)
    }
    return folder
  }

  private init(path: String, exports: String, temporaryFolder: String, lock: Int32) {
    self.path = path
    self.exports = exports
    self.temporaryFolder = temporaryFolder
    self.lock = lock
  }

  deinit {
    // What cannot be removed now is removed by the next run.
    try? removeScratch()
    try? FolderTree.remove(path)
    Foundation.close(lock)
  }

  /// Where a package is made before it is in place.
  func draft(_ scope: ExportScope) -> String { path + "/\(scope)" }

  /// Where the package that was in place stands for a moment, on file systems that cannot let two
  /// folders change places.
  func aside(_ scope: ExportScope) -> String { path + "/" + Self.asidePrefix + "\(scope)" }

  private static let scratchPrefix = "jobrunner-"

  /// Where a link says which folder in the temporary one belongs to this month, so that the next run
  /// knows what a dead one left there.
  private var scratchLink: String { path + "/scratch" }

  /// Makes a folder of this month's own in the temporary folder, under a name nobody can guess; the
  /// same one where it was made before.
  func makeScratch() throws(SystemFailure) -> String {
    if let scratch = try scratch() { return scratch }
    let scratch = temporaryFolder + "/" + Self.scratchPrefix + TemporaryName.random()
    guard unsafe symlink(scratch, scratchLink) == 0 else { throw .last("create", scratchLink) }
    guard unsafe mkdir(scratch, 0o700) == 0 else { throw .last("create", scratch) }
    return scratch
  }

  private func removeScratch() throws(SystemFailure) {
    if let scratch = try scratch() { try FolderTree.remove(scratch) }
  }

  /// The folder that the link names; nil where there is none, or it names anything but a folder of
  /// this user's as ``makeScratch()`` makes them: what is removed is ours.
  private func scratch() throws(SystemFailure) -> String? {
    guard let scratch = FolderTree.target(ofLink: scratchLink) else { return nil }
    let prefix = temporaryFolder + "/" + Self.scratchPrefix
    let name = scratch.dropFirst(prefix.count)
    guard scratch.hasPrefix(prefix), name.count == TemporaryName.length,
      name.allSatisfy(\.isHexDigit), let status = try FolderTree.status(scratch),
      FolderTree.isFolder(status), status.st_uid == geteuid()
    else { return nil }
    return scratch
  }

  /// A run that died between two renames left the package aside: it belongs where it was.
  private func putBack() throws(SystemFailure) {
    for name in try FolderTree.names(in: path) where name.hasPrefix(Self.asidePrefix) {
      guard let scope = ExportScope(name.dropFirst(Self.asidePrefix.count)) else { continue }
      let target = exports + "/" + scope.folder
      guard try FolderTree.status(target) == nil else { continue }
      guard unsafe rename(path + "/" + name, target) == 0 else {
        throw .last("put back", target)
      }
    }
  }

  private static func lock(_ path: String) throws(SystemFailure) -> Int32? {
    if unsafe mkdir(path, FolderTree.mode) != 0, errno != EEXIST { throw .last("create", path) }
    let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard lock >= 0 else {
      // Whoever had it has just removed it.
      if errno == ENOENT { return nil }
      throw .last("open", path)
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let failure = SystemFailure.last("lock", path)
      Foundation.close(lock)
      if failure.code == EWOULDBLOCK { return nil }
      throw failure
    }
    // The folder may have been removed, and made anew, since it was opened.
    var locked = stat()
    guard unsafe fstat(lock, &locked) == 0, locked.st_uid == geteuid(),
      locked.st_mode & S_IWOTH == 0
    else {
      Foundation.close(lock)
      throw SystemFailure(
        action: "use", path: path, code: EPERM,
        words:
          "it is another user's, or others may write to it, and is no folder of a run's: remove it")
    }
    guard let named = try? FolderTree.status(path),
      named.st_ino == locked.st_ino, named.st_dev == locked.st_dev
    else {
      Foundation.close(lock)
      return nil
    }
    return lock
  }
}
